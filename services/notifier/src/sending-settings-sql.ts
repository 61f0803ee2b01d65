import { type Pool, rows, type Statement, type Tx } from '@tubepost/db'
import { parseMailboxes } from '@tubepost/mail'
import type { Setup, SmtpSettings } from '@tubepost/setup'

export interface SendingSettings {
  smtp: SmtpSettings | null
  from: string
  fromAddress: string
  repliesPerRecipientPerHour: number
  repliesPerHour: number
  answersPerHour: number
}

const SAVE: Statement = {
  name: 'sending.save',
  text: `insert into sending_settings (smtp, replies_per_recipient_per_hour, replies_per_hour, answers_per_hour)
         values ($1, $2, $3, $4)
         on conflict (id) do update set smtp = excluded.smtp,
           replies_per_recipient_per_hour = excluded.replies_per_recipient_per_hour,
           replies_per_hour = excluded.replies_per_hour, answers_per_hour = excluded.answers_per_hour`,
}
/** The columns of `sending_settings` that a SettingsRow has. */
export const SETTINGS_COLUMNS = `smtp, replies_per_recipient_per_hour as "repliesPerRecipientPerHour",
                                 replies_per_hour as "repliesPerHour", answers_per_hour as "answersPerHour"`
const READ: Statement = { name: 'sending.read', text: `select ${SETTINGS_COLUMNS} from sending_settings` }

export async function saveSendingSettings(tx: Tx, setup: Setup): Promise<void> {
  await rows(tx, SAVE, [
    setup.smtp === undefined ? null : JSON.stringify(setup.smtp),
    setup.limits.repliesPerRecipientPerHour,
    setup.limits.repliesPerHour,
    setup.limits.answersPerHour,
  ])
}

// Written into replies while no server is configured; they are held, and none is sent like this.
const NOBODY = 'Tubepost <tubepost@localhost>'

export async function sendingSettings(on: Tx | Pool): Promise<SendingSettings> {
  return toSettings((await rows<SettingsRow>(on, READ))[0])
}

/** A row of `sending_settings`; without one all of it is null. */
export interface SettingsRow {
  smtp: SmtpSettings | null
  repliesPerRecipientPerHour: number | null
  repliesPerHour: number | null
  answersPerHour: number | null
}

export function toSettings(row: SettingsRow | undefined): SendingSettings {
  const from = row?.smtp?.from ?? NOBODY
  return {
    smtp: row?.smtp ?? null,
    from,
    fromAddress: senderAddress({ from }),
    repliesPerRecipientPerHour: row?.repliesPerRecipientPerHour ?? 20,
    repliesPerHour: row?.repliesPerHour ?? 2_000,
    answersPerHour: row?.answersPerHour ?? 1_000,
  }
}

/** The address within `from`. */
export function senderAddress({ from }: Pick<SmtpSettings, 'from'>): string {
  return parseMailboxes(from).mailboxes[0]?.address ?? 'tubepost@localhost'
}
