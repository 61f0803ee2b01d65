import type { ServiceContext } from '@tubepost/service'
import type { FetcherConfig } from '../config.ts'
import { finishRescan } from '../mailboxes/rescan-sql.ts'
import { underLease } from '../reading/lease-sql.ts'
import type { OwnedFolder } from '../reading/owned-folder.ts'
import { lookThrough } from '../reading/rescan.ts'
import { lookInTargets } from './look-in-targets.ts'
import { openLook, passedOverSince } from './restore-sql.ts'

/**
 * Completes a restore in one mailbox: looks through its folder, and those that mails are moved to, for mails since
 * the time that the ledger was put back to. Mails passed over as read since the restore are handled too, because the
 * fetcher may have marked them itself. When it is interrupted, it is done again; nothing is taken in twice.
 */
export async function lookAfterRestore(
  context: ServiceContext<FetcherConfig>,
  owned: OwnedFolder,
  stopped: AbortSignal,
): Promise<void> {
  const { mailbox, life, lease } = owned
  const look = await openLook(context.pool, mailbox.id)
  if (look === undefined) return
  const alsoHandle = (uids: readonly number[]) => passedOverSince(context.pool, life.id, uids, look.requestedAt)
  const { found, taken } = await lookThrough(context, owned, { since: look.since, alsoHandle }, stopped)
  if (stopped.aborted) return
  const moved = await lookInTargets(context, owned, new Date(look.restoredTo), stopped)
  if (stopped.aborted) return
  const done = { ...look, finishedAt: new Date().toISOString(), found, taken: taken + moved }
  await underLease(context.pool, lease, (tx) => finishRescan(tx, mailbox.id, done))
  context.log.info({ mailbox: mailbox.id, found, taken: done.taken }, 'looked for mails since the restored time')
}
