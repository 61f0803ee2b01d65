import { keepsWholeMails } from '@tubepost/events'
import type { Whole } from '../ledger/describe-mail.ts'
import { unknownUids } from '../ledger/folder-sql.ts'
import { receivedEvent } from '../ledger/mail-header-sql.ts'
import type { FetcherContext } from '../fetcher-state.ts'
import { keepWhole } from './keep-whole.ts'
import { underLease } from './lease-sql.ts'
import { takeInUnknown } from './look-for-mails.ts'
import type { OwnedFolder } from './owned-folder.ts'
import { beginNewRound } from '../ledger/requeue-mail.ts'
import { noteRescan, openRescan, passedOver, type Rescan } from '../mailboxes/rescan-sql.ts'
import { publishMails } from '../ledger/publish-mails.ts'

/**
 * Does the requested rescan of this mailbox, if there is one: afterwards every message since that day is in the
 * ledger, and those that had only raised an alarm are acted on. When it is interrupted, it is done again; nothing is
 * taken in twice.
 */
export async function rescanIfAsked(context: FetcherContext, owned: OwnedFolder, stopped: AbortSignal): Promise<void> {
  const { mailbox, life } = owned
  const asked = await openRescan(context.pool, mailbox.id)
  if (asked === undefined) return
  const alsoHandle = (uids: readonly number[]) => passedOver(context.pool, life.id, uids, asked.alreadySeen)
  const { found, taken } = await lookThrough(context, owned, asked, alsoHandle, stopped)
  if (stopped.aborted) return
  await note(context, owned, { ...asked, finishedAt: new Date().toISOString(), found, taken })
  context.log.info({ mailbox: mailbox.id, found, taken }, 'looked for mails since a date')
}

/** Writes how a look stands, for whoever waits for it. */
export const note = (context: FetcherContext, { mailbox, lease }: OwnedFolder, look: Rescan): Promise<void> =>
  underLease(context.pool, lease, (tx) => noteRescan(tx, mailbox.id, look))

// Some seconds' work, after which whoever waits hears how far it is.
const NOTED_EVERY = 1_000

/**
 * Takes in the mails of a folder since a day that the ledger lacks, and begins a new round for those that
 * `alsoHandle` selects. Notes from time to time how far it is.
 * @returns the number of messages, and of those that were begun
 */
export async function lookThrough(
  context: FetcherContext,
  owned: OwnedFolder,
  look: Rescan,
  alsoHandle: (uids: readonly number[]) => Promise<string[]>,
  stopped: AbortSignal,
): Promise<{ found: number; taken: number }> {
  const uids = await owned.folder.uidsSince(new Date(`${look.since}T00:00:00Z`))
  const found = uids.length
  const unknown = await unknownUids(context.pool, owned.life.id, uids)
  let taken = 0
  for (let i = 0; i < unknown.length && !stopped.aborted; i += NOTED_EVERY) {
    await note(context, owned, { ...look, found, taken })
    const part = unknown.slice(i, i + NOTED_EVERY)
    const missed = await takeInUnknown(context, owned, part, stopped)
    taken += part.length - missed.length
  }
  for (const [i, mailId] of (await alsoHandle(uids)).entries()) {
    if (stopped.aborted) break
    if (i % NOTED_EVERY === 0) await note(context, owned, { ...look, found, taken })
    if (await actOn(context, owned, mailId, stopped)) taken++
  }
  return { found, taken }
}

/** @returns false for a mail that was requeued meanwhile, and for one that its server does not give whole */
async function actOn(
  context: FetcherContext,
  owned: OwnedFolder,
  mailId: string,
  stopped: AbortSignal,
): Promise<boolean> {
  const bytes = await missingBytes(context, owned, mailId, stopped)
  if (bytes === 'not had' || stopped.aborted) return false
  const begun = await beginNewRound(context, mailId, bytes)
  if (begun === undefined || 'refused' in begun) return false
  await publishMails(context, [begun.received])
  return true
}

/** The bytes of a mail that was not to be acted on, and so taken in by its header, where the mailbox's routes need them. */
async function missingBytes(
  context: FetcherContext,
  owned: OwnedFolder,
  mailId: string,
  stopped: AbortSignal,
): Promise<Whole | 'not had' | undefined> {
  const { routes, policy } = owned.mailbox
  const data = keepsWholeMails({ routes }) ? (await receivedEvent(context.pool, mailId))?.data : undefined
  if (data?.place === undefined || data.body !== null || data.size > policy.maxMailBytes) return undefined
  const { wholes, failure } = await keepWhole(context, owned, [data.place], stopped)
  if (failure !== undefined) throw failure.error
  return wholes.get(data.place) ?? 'not had'
}
