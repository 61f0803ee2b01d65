import type { OwnedFolder } from '../reading/owned-folder.ts'
import { lookThrough, note } from '../reading/rescan.ts'
import type { FetcherContext } from '../fetcher-state.ts'
import { lookInTargets } from './look-in-targets.ts'
import { openLook, passedOverSince } from './restore-sql.ts'

/**
 * Completes a restore in one mailbox: looks through its folder, and those that mails are moved to, for mails since
 * the time that the ledger was put back to. Mails passed over as read since the restore are handled too, because the
 * fetcher may have marked them itself. When it is interrupted, it is done again; nothing is taken in twice.
 */
export async function lookAfterRestore(
  context: FetcherContext,
  owned: OwnedFolder,
  stopped: AbortSignal,
): Promise<void> {
  const { mailbox, life } = owned
  const look = await openLook(context.pool, mailbox.id)
  if (look === undefined) return
  const alsoHandle = (uids: readonly number[]) => passedOverSince(context.pool, life.id, uids, look.requestedAt)
  const { found, taken } = await lookThrough(context, owned, look, alsoHandle, stopped)
  if (stopped.aborted) return
  const moved = await lookInTargets(context, owned, new Date(look.restoredTo), stopped)
  if (stopped.aborted) return
  const done = { ...look, finishedAt: new Date().toISOString(), found, taken: taken + moved }
  await note(context, owned, done)
  context.log.info({ mailbox: mailbox.id, found, taken: done.taken }, 'looked for mails since the restored time')
}
