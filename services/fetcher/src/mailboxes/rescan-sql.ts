import { type Pool, rows, type Statement, touch, type Tx } from '@tubepost/db'

/** A request to look for mails since a date, and its result. */
export interface Rescan {
  /** A day, 2026-11-01. */
  since: string
  /** Whether to handle mails too that were passed over as read, or as there before the set-up. */
  alreadySeen: boolean
  /** The operator's rescans and the restore's are done by code of their own. */
  askedBy: 'operator' | 'restore'
  requestedAt: string
  finishedAt: string | null
  /** Number of messages of that time in the folder, and of those that were taken in or begun anew so far; null until they are counted. */
  found: number | null
  taken: number | null
}

const ASK: Statement = { name: 'rescan.ask', text: 'update mailbox set rescan = $2 where id = $1' }

/** The owner of the mailbox sees it, whichever replica that is. A later request replaces an earlier one. */
export async function askForRescan(pool: Pool, mailboxId: string, rescan: Rescan): Promise<void> {
  await touch(pool, ASK, [mailboxId, JSON.stringify(rescan)])
}

const OPEN: Statement = {
  name: 'rescan.open',
  text: `select rescan from mailbox where id = $1 and rescan->>'requestedAt' is not null and rescan->>'finishedAt' is null
           and rescan->>'askedBy' = 'operator'`,
}

export async function openRescan(pool: Pool, mailboxId: string): Promise<Rescan | undefined> {
  return (await rows<{ rescan: Rescan }>(pool, OPEN, [mailboxId]))[0]?.rescan
}

const NOTE: Statement = {
  name: 'rescan.note',
  text: `update mailbox set rescan = $2 where id = $1 and rescan->>'requestedAt' = $3`,
}

/** How far it is, or that it has finished; of no effect where another was asked for meanwhile. */
export async function noteRescan(tx: Tx, mailboxId: string, rescan: Rescan): Promise<void> {
  await rows(tx, NOTE, [mailboxId, JSON.stringify(rescan), rescan.requestedAt])
}

const PASSED_OVER: Statement = {
  name: 'rescan.passedOver',
  text: `select mail_id as "mailId" from mail where life_id = $1 and uid = any($2::bigint[])
           and (alarm is not null or $3 and reason = 'already_seen') order by uid`,
}

/**
 * Mails of these UIDs for which nothing was done: those that raised an alarm and, on request, those passed over as
 * read.
 */
export async function passedOver(
  pool: Pool,
  lifeId: string,
  uids: readonly number[],
  alreadySeen: boolean,
): Promise<string[]> {
  const found = await rows<{ mailId: string }>(pool, PASSED_OVER, [lifeId, uids, alreadySeen])
  return found.map(({ mailId }) => mailId)
}
