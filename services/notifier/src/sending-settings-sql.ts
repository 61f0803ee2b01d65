import { type Pool, rows, type Statement, type Tx } from '@tubepost/db'
import { parseMailboxes } from '@tubepost/mail'
import type { Setup, SmtpSettings } from '@tubepost/setup'

export interface SendingSettings {
  smtp: SmtpSettings | null
  from: string
  fromAddress: string
  repliesPerRecipientPerHour: number
  repliesPerHour: number
}

const SAVE: Statement = {
  name: 'sending.save',
  text: `insert into sending_settings (smtp, replies_per_recipient_per_hour, replies_per_hour) values ($1, $2, $3)
         on conflict (id) do update set smtp = excluded.smtp,
           replies_per_recipient_per_hour = excluded.replies_per_recipient_per_hour,
           replies_per_hour = excluded.replies_per_hour`,
}
const READ: Statement = {
  name: 'sending.read',
  text: `select smtp, replies_per_recipient_per_hour as "repliesPerRecipientPerHour", replies_per_hour as "repliesPerHour"
         from sending_settings`,
}

export async function saveSendingSettings(tx: Tx, setup: Setup): Promise<void> {
  await rows(tx, SAVE, [
    setup.smtp === undefined ? null : JSON.stringify(setup.smtp),
    setup.limits.repliesPerRecipientPerHour,
    setup.limits.repliesPerHour,
  ])
}

// Written into replies while no server is configured; they are held, and none is sent like this.
const NOBODY = 'Tubepost <tubepost@localhost>'

export async function sendingSettings(on: Tx | Pool): Promise<SendingSettings> {
  const [row] = await rows<Pick<SendingSettings, 'smtp' | 'repliesPerRecipientPerHour' | 'repliesPerHour'>>(on, READ)
  const from = row?.smtp?.from ?? NOBODY
  return {
    smtp: row?.smtp ?? null,
    from,
    fromAddress: parseMailboxes(from).mailboxes[0]?.address ?? 'tubepost@localhost',
    repliesPerRecipientPerHour: row?.repliesPerRecipientPerHour ?? 20,
    repliesPerHour: row?.repliesPerHour ?? 2_000,
  }
}
