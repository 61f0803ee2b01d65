import type { FetcherContext } from '../fetcher-state.ts'
import { noteFetchFailures } from '../ledger/folder-sql.ts'
import { underLease } from './lease-sql.ts'
import type { OwnedFolder } from './owned-folder.ts'

/** Counts a try for messages that the folder has and that could not be fetched; after some they are unreadable. */
export function noteUnfetched(
  { pool, log }: FetcherContext,
  { mailbox, life, lease }: OwnedFolder,
  uids: readonly number[],
  error?: unknown,
): Promise<void> {
  log.warn({ err: error, mailbox: mailbox.id, mails: uids.length }, 'mails could not be fetched')
  return underLease(pool, lease, (tx) => noteFetchFailures(tx, life.id, uids))
}
