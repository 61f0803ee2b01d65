import { type Pool, rows, type Statement, type Tx } from '@tubepost/db'
import { parseMailboxes } from '@tubepost/mail'
import type { Setup, SmtpSettings } from '@tubepost/service'

export interface SendingSettings {
  smtp: SmtpSettings | null
  canSend: boolean
  from: string
  fromAddress: string
  repliesPerRecipientPerHour: number
}

const SAVE: Statement = {
  name: 'sending.save',
  text: `insert into sending_settings (smtp, replies_per_recipient_per_hour) values ($1, $2)
         on conflict (id) do update set smtp = excluded.smtp,
           replies_per_recipient_per_hour = excluded.replies_per_recipient_per_hour`,
}
const READ: Statement = {
  name: 'sending.read',
  text: 'select smtp, replies_per_recipient_per_hour as "repliesPerRecipientPerHour" from sending_settings',
}

export async function saveSendingSettings(tx: Tx, setup: Setup): Promise<void> {
  await rows(tx, SAVE, [
    setup.smtp === undefined ? null : JSON.stringify(setup.smtp),
    setup.limits.repliesPerRecipientPerHour,
  ])
}

// What replies are written with while no server is configured; they are held, and none goes out like this.
const NOBODY = 'Tubepost <tubepost@localhost>'

export async function sendingSettings(on: Tx | Pool): Promise<SendingSettings> {
  const [row] = await rows<{ smtp: SmtpSettings | null; repliesPerRecipientPerHour: number }>(on, READ)
  const from = row?.smtp?.from ?? NOBODY
  return {
    smtp: row?.smtp ?? null,
    canSend: (row?.smtp ?? null) !== null,
    from,
    fromAddress: parseMailboxes(from).mailboxes[0]?.address ?? 'tubepost@localhost',
    repliesPerRecipientPerHour: row?.repliesPerRecipientPerHour ?? 20,
  }
}
