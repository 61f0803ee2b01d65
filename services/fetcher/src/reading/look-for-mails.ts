import { keepsWholeMails } from '@tubepost/events'
import { finaliseSettled } from './finalise.ts'
import { noteLook, type UnknownUid, unknownUids } from '../ledger/folder-sql.ts'
import type { FetcherContext } from '../fetcher-state.ts'
import { underLease } from './lease-sql.ts'
import type { OwnedFolder } from './owned-folder.ts'
import type { FoundMail } from '../sources/folder.ts'
import { SourceError } from '../sources/source-errors.ts'
import { noteUnfetched } from './note-unfetched.ts'
import { takeIn } from './take-in.ts'
import { takeInWhole } from './take-in-whole.ts'

// One FETCH, one transaction, one batch at the broker.
const FETCH_BATCH = 200
const FETCH_ATTEMPTS = 5
// From this failure on only the header is asked for: the answer about its body may be what cannot be taken.
const HEADER_ALONE_AFTER = 2
// Header blocks of one transaction. In JSON, where each mail is twice, a control character has six bytes.
const HEADER_BYTES = 2 * 1024 * 1024

/**
 * Takes in all unknown mails with UIDs from `first` on.
 * @returns the UID to look from the next time
 */
export async function lookForMails(
  context: FetcherContext,
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
 * itself; after five tries it is settled as unreadable, unless only the rest of it could not be had.
 * @returns the UIDs that are still to be taken in
 */
export async function takeInUnknown(
  context: FetcherContext,
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
    missed.push(...(await takeInBatch(context, owned, healthy.slice(i, i + FETCH_BATCH), stopped)))
    await finaliseSettled(context, owned)
  }
  for (const { uid, failures } of suspect) {
    if (stopped.aborted) break
    const withBodyFacts = failures < HEADER_ALONE_AFTER
    if (failures < FETCH_ATTEMPTS) missed.push(...(await takeInBatch(context, owned, [uid], stopped, withBodyFacts)))
    else await takeIn(context, owned, [(await headerOf(context, owned, uid)) ?? unreadable(uid)], Date.now())
  }
  return missed
}

/** @returns the UIDs that are still to be taken in */
async function takeInBatch(
  context: FetcherContext,
  owned: OwnedFolder,
  uids: readonly number[],
  stopped: AbortSignal,
  withBodyFacts = true,
): Promise<number[]> {
  const { folder, mailbox } = owned
  const since = Date.now()
  let found: FoundMail[]
  try {
    found = await folder.fetch(uids, { withBodyFacts })
  } catch (error) {
    if (error instanceof SourceError && error.code !== 'source/throttled')
      await noteUnfetched(context, owned, uids, error)
    throw error
  }
  // A long header block is read and taken in for itself, so that two hundred of them are never in memory together.
  const isLong = ({ header }: FoundMail) => uids.length > 1 && header.isCut
  const taken = new Set(found.map(({ uid }) => uid))
  for (const part of inParts(found.filter((mail) => !isLong(mail)))) {
    if (!keepsWholeMails(mailbox)) await takeIn(context, owned, part, since)
    else for (const uid of await takeInWhole(context, owned, part, since, stopped)) taken.delete(uid)
  }
  const missedLong: number[] = []
  for (const { uid } of found.filter(isLong)) missedLong.push(...(await takeInBatch(context, owned, [uid], stopped)))
  if (stopped.aborted) return missedLong
  // Messages that are gone were removed between SEARCH and FETCH.
  const missed = await folder.present(uids.filter((uid) => !taken.has(uid)))
  if (missed.length > 0) await noteUnfetched(context, owned, missed)
  return [...missed, ...missedLong]
}

function inParts(mails: readonly FoundMail[]): FoundMail[][] {
  const parts: FoundMail[][] = []
  let bytes = Number.POSITIVE_INFINITY
  for (const mail of mails) {
    if (bytes >= HEADER_BYTES) {
      parts.push([])
      bytes = 0
    }
    parts.at(-1)?.push(mail)
    bytes += mail.header.headers.length
  }
  return parts
}

/**
 * The header of a mail that could not be had whole in any of the tries: it acts, as that of a mail beyond `maxMailBytes` does.
 * Undefined where the server does not give it either, and where it was the header that could not be had.
 */
async function headerOf(
  { log }: FetcherContext,
  { folder, mailbox }: OwnedFolder,
  uid: number,
): Promise<FoundMail | undefined> {
  if (!keepsWholeMails(mailbox)) return undefined
  const [found] = await folder.fetch([uid], { withBodyFacts: false }).catch(() => [])
  if (found !== undefined) log.warn({ mailbox: mailbox.id }, 'a mail could not be had whole: its header acts')
  return found
}

/** A message about which nothing is known but its UID. */
function unreadable(uid: number) {
  return {
    uid,
    seen: false,
    arrivedAt: new Date().toISOString(),
    size: 0,
    header: { headers: Buffer.alloc(0), isCut: false },
    unreadable: true,
  }
}
