import { type Pool, rows, type Statement } from '@tubepost/db'

// Uses the index mail_open.
const WAITING: Statement = {
  name: 'waiting.byMailbox',
  text: `select mailbox_id as id, count(*)::int as mails,
                to_char(min(taken_at) at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as "oldestAt"
         from mail where is_open and settled_at is null group by 1`,
}

export interface Waiting {
  readonly mails: number
  /** When the oldest was taken in, RFC 3339; null where nothing waits. */
  readonly oldestAt: string | null
}

/** Mails without a settlement, those that raised an alarm among them; mailboxes without any are left out. */
export async function waitingByMailbox(pool: Pool): Promise<Map<string, Waiting>> {
  const found = await rows<{ id: string; mails: number; oldestAt: string }>(pool, WAITING)
  return new Map(found.map(({ id, mails, oldestAt }) => [id, { mails, oldestAt }]))
}
