import { type Pool, rows, type Statement } from '@tubepost/db'
import type { ReceivedEvent } from './describe-mail.ts'

const EVENT: Statement = {
  name: 'mailHeader.event',
  text: 'select event from mail left join mail_event using (mail_id) where mail_id = $1',
}

/** The mail.received event of a mail: null where the retention has taken it, undefined for a mail that the ledger has not. */
export async function receivedEvent(pool: Pool, mailId: string): Promise<ReceivedEvent | null | undefined> {
  const [mail] = await rows<{ event: string | null }>(pool, EVENT, [mailId])
  if (mail === undefined) return undefined
  return mail.event === null ? null : (JSON.parse(mail.event) as ReceivedEvent)
}
