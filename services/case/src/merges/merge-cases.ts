import { randomUUID } from 'node:crypto'
import type { Tx } from '@tubepost/db'
import { caseMerged, caseSplit, firstEvent, type Origin, type TubepostEvent } from '@tubepost/events'
import { RefusedRequest } from '@tubepost/service'
import { refuseMerged } from '../cases/show-case.ts'
import { caseHead } from '../records/case-head.ts'
import { type CaseRow, numberText } from '../records/case-row.ts'
import { saveCases } from '../records/records-sql.ts'
import { decideMerge, decideUnmerge } from './decide-merge.ts'
import { beforeMerge, moveAll, moveBack, tallyOf } from './merges-sql.ts'
import { noteChanges } from './note-changes.ts'

/** By whom it is done, and with what facts tell it. */
export interface Act {
  readonly actor: string
  readonly origin: Origin
  /** Address of the pages, without a slash at its end. */
  readonly url: string
}

/**
 * Merges a case into another, both of them locked. Lines and keys move; who takes part stays with the case that was merged, and
 * counts for the other as long as it is part of that. Throws the refusal of a merge that cannot be.
 * @param version of the source as the caller read it; undefined: whatever it is
 * @returns the fact
 */
export async function mergeCases(
  tx: Tx,
  pair: { readonly source: CaseRow; readonly target: CaseRow; readonly version?: number | undefined },
  { actor, origin, url }: Act,
): Promise<TubepostEvent> {
  const { now } = origin
  await refuseMerged(tx, pair.source)
  const { source, target, before, changes } = decideMerge(pair.source, pair.target, { version: pair.version, now })
  await refuseMerged(tx, pair.target)
  const entries = await moveAll(tx, source.id, target.id, before)
  await saveCases(tx, [source, target])
  await noteChanges(tx, source, changes.source, { actor, now })
  await noteChanges(tx, target, changes.target, { actor, now })
  const data = {
    case: caseHead(target, url),
    merged: caseHead(source, url),
    entries: { ...entries, ids: [...entries.ids] },
    actor,
    at: now,
  }
  return firstEvent(caseMerged, origin, { id: randomUUID(), mailbox: target.mailbox, data })
}

/**
 * Undoes a merge, both cases locked. What came to the target since, as an answer to a mail of the source, goes with the source.
 * @param target into which the source was merged when it was read
 * @returns the fact
 */
export async function unmergeCase(
  tx: Tx,
  pair: { readonly source: CaseRow; readonly target: CaseRow },
  { actor, origin, url }: Act,
): Promise<TubepostEvent> {
  const { now } = origin
  refuseUnmerge(pair)
  const before = await beforeMerge(tx, pair.source.id)
  const entries = await moveBack(tx, pair.source.id, pair.target.id)
  const tally = { source: await tallyOf(tx, pair.source.id), target: await tallyOf(tx, pair.target.id) }
  const { source, target, changes } = decideUnmerge(pair.source, pair.target, { before, tally }, now)
  await saveCases(tx, [source, target])
  await noteChanges(tx, source, changes.source, { actor, now })
  await noteChanges(tx, target, changes.target, { actor, now })
  const data = {
    case: caseHead(source, url),
    from: caseHead(target, url),
    why: 'unmerge' as const,
    entries: { ...entries, ids: [...entries.ids] },
    actor,
    at: now,
  }
  return firstEvent(caseSplit, origin, { id: randomUUID(), mailbox: source.mailbox, data })
}

function refuseUnmerge({ source, target }: { source: CaseRow; target: CaseRow }): void {
  const [number, into] = [numberText(source.number), numberText(target.number)]
  if (source.mergedInto !== target.id) throw notMerged(source)
  if (target.mergedInto === null) return
  const text = `${number} was merged into ${into}, which was merged itself since. Undo the merge of ${into} first.`
  throw new RefusedRequest(409, 'merged_further', text)
}

export const notMerged = ({ number }: CaseRow): RefusedRequest =>
  new RefusedRequest(
    409,
    'not_merged',
    `${numberText(number)} is not merged into another case; nothing is to be undone.`,
  )
