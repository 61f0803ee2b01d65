import { aboutMail, crashPoint } from '@tubepost/service'
import type { FetcherContext } from '../fetcher-state.ts'
import { decideIntakes } from '../ledger/decide-intake.ts'
import type { FoundMail } from '../sources/folder.ts'
import { SourceError } from '../sources/source-errors.ts'
import { keepWhole } from './keep-whole.ts'
import { noteUnfetched } from './note-unfetched.ts'
import type { OwnedFolder } from './owned-folder.ts'
import { type Arrival, describeArrivals, enter, surroundingsOf } from './take-in.ts'

// The mails of one transaction; a larger one is alone. Bytes must be claimed half an hour after they were written, and the
// server may be slow with the mails behind them.
const PART_BYTES = 8 * 1024 * 1024
// No sender waits for more mails than these.
const PART_MAILS = 50

/**
 * Takes mails in like `takeIn`, with the bytes of those that are to be acted on and have no more than their mailbox takes.
 * @returns the UIDs of those that were not taken in
 */
export async function takeInWhole(
  context: FetcherContext,
  owned: OwnedFolder,
  found: readonly FoundMail[],
  since: number,
  stopped: AbortSignal,
): Promise<number[]> {
  const left: number[] = []
  for (const part of inParts(found)) {
    if (stopped.aborted) return left
    left.push(...(await takeInPart(context, owned, part, since, stopped)))
  }
  return left
}

async function takeInPart(
  context: FetcherContext,
  owned: OwnedFolder,
  found: readonly FoundMail[],
  since: number,
  stopped: AbortSignal,
): Promise<number[]> {
  const { maxMailBytes } = owned.mailbox.policy
  const arrivals = describeArrivals(context, owned, found)
  const decided = decideIntakes(arrivals, await surroundingsOf(context.pool, owned, arrivals))
  const actedOn = new Set(decided.flatMap(({ mail, intake }) => (intake.kind === 'publish' ? [mail.uid] : [])))
  const isWanted = ({ uid, size }: FoundMail) => actedOn.has(uid) && size <= maxMailBytes
  const wanted = found.filter(isWanted).map(({ uid }) => uid)
  const { wholes, failure } = await keepWhole(context, owned, wanted, stopped)
  crashPoint('after-bytes')
  // Its duplicates wait with a mail that could not be had, or one of them would be acted on in its place.
  const lacking = new Set(
    arrivals.filter((each) => isWanted(each) && !wholes.has(each.uid)).map(({ fingerprint }) => fingerprint),
  )
  const ready = arrivals
    .filter(({ fingerprint }) => !lacking.has(fingerprint))
    .map((arrival): Arrival => ({ ...arrival, ...wholes.get(arrival.uid) }))
  await enter(context, owned, ready, since)
  for (const { uid, written, event } of ready)
    if (actedOn.has(uid) && written === undefined)
      context.log.warn(
        { mailbox: owned.mailbox.id, ...aboutMail(event.data.mailId) },
        'beyond maxMailBytes: the header acts, the body is not kept',
      )
  if (failure !== undefined) {
    const { uid, error } = failure
    const isThrottled = error instanceof SourceError && error.code === 'source/throttled'
    if (uid !== undefined && !isThrottled) await noteUnfetched(context, owned, [uid], error)
    throw error
  }
  const taken = new Set(ready.map(({ uid }) => uid))
  return found.map(({ uid }) => uid).filter((uid) => !taken.has(uid))
}

function inParts(mails: readonly FoundMail[]): FoundMail[][] {
  const parts: FoundMail[][] = []
  let bytes = Number.POSITIVE_INFINITY
  for (const mail of mails) {
    if (bytes + mail.size > PART_BYTES || parts.at(-1)?.length === PART_MAILS) {
      parts.push([])
      bytes = 0
    }
    parts.at(-1)?.push(mail)
    bytes += mail.size
  }
  return parts
}
