import type { ServiceContext } from '@tubepost/service'
import type { FetcherConfig } from '../config.ts'
import { unknownUids } from '../ledger/folder-sql.ts'
import { underLease } from './lease-sql.ts'
import { takeInUnknown } from './look-for-mails.ts'
import type { OwnedFolder } from './owned-folder.ts'
import { beginNewRound } from '../ledger/requeue-mail.ts'
import { finishRescan, openRescan, passedOver } from '../mailboxes/rescan-sql.ts'
import { publishMails } from '../ledger/publish-mails.ts'

/**
 * Does the requested rescan of this mailbox, if there is one: afterwards every message since that day is in the
 * ledger, and those that had only raised an alarm are acted on. When it is interrupted, it is done again; nothing is
 * taken in twice.
 */
export async function rescanIfAsked(
  context: ServiceContext<FetcherConfig>,
  owned: OwnedFolder,
  stopped: AbortSignal,
): Promise<void> {
  const { mailbox, life, lease } = owned
  const asked = await openRescan(context.pool, mailbox.id)
  if (asked === undefined) return
  const wish = {
    since: asked.since,
    alsoHandle: (uids: readonly number[]) => passedOver(context.pool, life.id, uids, asked.alreadySeen),
  }
  const { found, taken } = await lookThrough(context, owned, wish, stopped)
  if (stopped.aborted) return
  const done = { ...asked, finishedAt: new Date().toISOString(), found, taken }
  await underLease(context.pool, lease, (tx) => finishRescan(tx, mailbox.id, done))
  context.log.info({ mailbox: mailbox.id, found, taken }, 'looked for mails since a date')
}

/**
 * Takes in the mails of a folder since a day that the ledger lacks, and begins a new round for those that
 * `alsoHandle` selects.
 * @returns the number of messages, and of those that were begun
 */
export async function lookThrough(
  context: ServiceContext,
  owned: OwnedFolder,
  { since, alsoHandle }: { since: string; alsoHandle: (uids: readonly number[]) => Promise<string[]> },
  stopped: AbortSignal,
): Promise<{ found: number; taken: number }> {
  const uids = await owned.folder.uidsSince(new Date(`${since}T00:00:00Z`))
  const unknown = await unknownUids(context.pool, owned.life.id, uids)
  const missed = await takeInUnknown(context, owned, unknown, stopped)
  let taken = unknown.length - missed.length
  for (const mailId of await alsoHandle(uids)) if (!stopped.aborted && (await actOn(context, mailId))) taken++
  return { found: uids.length, taken }
}

/** @returns false for a mail that was requeued meanwhile */
async function actOn(context: ServiceContext, mailId: string): Promise<boolean> {
  const begun = await beginNewRound(context, mailId)
  if (begun === undefined || 'refused' in begun) return false
  await publishMails(context, [begun.received])
  return true
}
