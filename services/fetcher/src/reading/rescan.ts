import type { ServiceContext } from '@tubepost/service'
import type { FetcherConfig } from '../config.ts'
import { unknownUids } from '../ledger/folder-sql.ts'
import { underLease } from './lease-sql.ts'
import { lookInTargets } from './look-in-targets.ts'
import { takeInUnknown } from './look-for-mails.ts'
import type { Place } from './place.ts'
import { beginNewRound } from '../ledger/requeue-mail.ts'
import { finishRescan, openRescan, passedOver } from '../mailboxes/rescan-sql.ts'
import { publishMails } from '../ledger/publish-mails.ts'

/**
 * Does what was asked of this mailbox, if anything was: every message since that day is in the ledger afterwards, and
 * those that had only raised an alarm are acted on. Cut off, it is done again; nothing is taken in twice.
 */
export async function rescanIfAsked(
  context: ServiceContext<FetcherConfig>,
  place: Place,
  stopped: AbortSignal,
): Promise<void> {
  const { mailbox, folder, life, lease } = place
  const asked = await openRescan(context.pool, mailbox.id)
  if (asked === undefined) return
  const uids = await folder.uidsSince(new Date(`${asked.since}T00:00:00Z`))
  const unknown = await unknownUids(context.pool, life.id, uids)
  const missed = await takeInUnknown(context, place, unknown, stopped)
  let taken = unknown.length - missed.length
  for (const mailId of await passedOver(context.pool, life.id, uids, asked)) {
    if (stopped.aborted) return
    if (await actOn(context, mailId)) taken++
  }
  if (asked.afterRestore !== undefined)
    taken += await lookInTargets(context, place, new Date(asked.afterRestore), stopped)
  if (stopped.aborted) return
  const done = { ...asked, finishedAt: new Date().toISOString(), found: uids.length, taken }
  await underLease(context.pool, lease, (tx) => finishRescan(tx, mailbox.id, done))
  context.log.info({ mailbox: mailbox.id, found: done.found, taken }, 'looked for mails since a date')
}

/** @returns false for a mail that somebody has requeued meanwhile */
async function actOn(context: ServiceContext, mailId: string): Promise<boolean> {
  const begun = await beginNewRound(context, mailId)
  if (begun === undefined || 'refused' in begun) return false
  await publishMails(context, [begun.received])
  return true
}
