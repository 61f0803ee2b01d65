import { type Pool, rows, type Statement, touch, type Tx } from '@tubepost/db'

/** The wish to look for mails since a date, and what came of it. */
export interface Rescan {
  /** A day, 2026-11-01. */
  since: string
  /** Mails that were passed over as read, or as there before, are to be handled too. */
  alreadySeen: boolean
  /** Each does its own. */
  askedBy: 'operator' | 'restore'
  requestedAt: string
  finishedAt: string | null
  /** Messages of that time in the folder, and those of them that were taken in or begun anew. */
  found: number | null
  taken: number | null
}

const ASK: Statement = { name: 'rescan.ask', text: 'update mailbox set rescan = $2 where id = $1' }

/** The owner of the mailbox sees it, whichever replica that is. A later wish takes the place of an earlier one. */
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

const FINISH: Statement = {
  name: 'rescan.finish',
  text: `update mailbox set rescan = $2 where id = $1 and rescan->>'requestedAt' = $3`,
}

export async function finishRescan(tx: Tx, mailboxId: string, rescan: Rescan): Promise<void> {
  await rows(tx, FINISH, [mailboxId, JSON.stringify(rescan), rescan.requestedAt])
}

const PASSED_OVER: Statement = {
  name: 'rescan.passedOver',
  text: `select mail_id as "mailId" from mail where life_id = $1 and uid = any($2::bigint[])
           and (alarm is not null or $3 and reason = 'already_seen') order by uid`,
}

/** Mails of these UIDs that nothing was done for: those that raised an alarm, and where wished those passed over as read. */
export async function passedOver(
  pool: Pool,
  lifeId: string,
  uids: readonly number[],
  alreadySeen: boolean,
): Promise<string[]> {
  const found = await rows<{ mailId: string }>(pool, PASSED_OVER, [lifeId, uids, alreadySeen])
  return found.map(({ mailId }) => mailId)
}
