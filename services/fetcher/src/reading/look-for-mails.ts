import type { ServiceContext } from '@tubepost/service'
import { finaliseSettled } from './finalise.ts'
import { noteFetchFailures, noteLook, type UnknownUid, unknownUids } from '../ledger/folder-sql.ts'
import { underLease } from './lease-sql.ts'
import type { OwnedFolder } from './owned-folder.ts'
import type { FoundMail } from '../sources/folder.ts'
import { SourceError } from '../sources/source-errors.ts'
import { takeIn } from './take-in.ts'

// One FETCH, one transaction, one batch at the broker.
const FETCH_BATCH = 200
const FETCH_ATTEMPTS = 5

/**
 * Takes in all unknown mails with UIDs from `first` on.
 * @returns the UID to look from the next time
 */
export async function lookForMails(
  context: ServiceContext,
  owned: OwnedFolder,
  first: number,
  stopped: AbortSignal,
): Promise<number> {
  const began = performance.now()
  const { folder, life, lease } = owned
  const uids = await folder.uidsFrom(first)
  const unknown = await unknownUids(context.pool, life.id, uids)
  const missed = await takeInUnknown(context, owned, unknown, stopped)
  if (stopped.aborted) return first
  if (missed.length > 0) return Math.min(...missed)
  await underLease(context.pool, lease, (tx) => noteLook(tx, life.id, performance.now() - began))
  return Math.max(first, (uids.at(-1) ?? 0) + 1)
}

/**
 * Mails whose header block could not be fetched before come last and one by one, so that a bad one holds up only
 * itself; after five tries it is settled as unreadable.
 * @returns the UIDs that are still to be taken in
 */
export async function takeInUnknown(
  context: ServiceContext,
  owned: OwnedFolder,
  unknown: readonly UnknownUid[],
  stopped: AbortSignal,
): Promise<number[]> {
  const healthy = unknown.filter(({ failures }) => failures === 0).map(({ uid }) => uid)
  const suspect = unknown
    .filter(({ failures }) => failures > 0)
    .toSorted((a, b) => a.failures - b.failures || a.uid - b.uid)
  const missed: number[] = []
  for (let i = 0; i < healthy.length && !stopped.aborted; i += FETCH_BATCH) {
    missed.push(...(await takeInBatch(context, owned, healthy.slice(i, i + FETCH_BATCH))))
    await finaliseSettled(context, owned)
  }
  for (const { uid, failures } of suspect) {
    if (stopped.aborted) break
    if (failures < FETCH_ATTEMPTS) missed.push(...(await takeInBatch(context, owned, [uid])))
    else await takeIn(context, owned, [unreadable(uid)], Date.now())
  }
  return missed
}

/** @returns the UIDs that are still to be taken in */
async function takeInBatch(context: ServiceContext, owned: OwnedFolder, uids: readonly number[]): Promise<number[]> {
  const { folder, life, lease, mailbox } = owned
  const failed = (which: readonly number[], error?: unknown) => {
    context.log.warn({ err: error, mailbox: mailbox.id, mails: which.length }, 'header blocks could not be fetched')
    return underLease(context.pool, lease, (tx) => noteFetchFailures(tx, life.id, which))
  }
  const since = Date.now()
  let found: FoundMail[]
  try {
    found = await folder.fetch(uids)
  } catch (error) {
    if (error instanceof SourceError && error.code !== 'source/throttled') await failed(uids, error)
    throw error
  }
  await takeIn(context, owned, found, since)
  const taken = new Set(found.map(({ uid }) => uid))
  // Messages that are gone were removed between SEARCH and FETCH.
  const missed = await folder.present(uids.filter((uid) => !taken.has(uid)))
  if (missed.length > 0) await failed(missed)
  return missed
}

/** A message about which nothing is known but its UID. */
function unreadable(uid: number) {
  return { uid, seen: false, arrivedAt: new Date().toISOString(), size: 0, headers: Buffer.alloc(0), unreadable: true }
}
