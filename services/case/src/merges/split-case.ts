import { randomUUID } from 'node:crypto'
import type { Tx } from '@tubepost/db'
import { caseSplit, firstEvent, type TubepostEvent } from '@tubepost/events'
import { caseHead } from '../records/case-head.ts'
import type { CaseRow } from '../records/case-row.ts'
import { takeNumbers } from '../records/numbers-sql.ts'
import { saveCases } from '../records/records-sql.ts'
import { saveRelations } from '../timeline/timeline-sql.ts'
import { decideSplit, refuseSplit } from './decide-split.ts'
import type { Act } from './merge-cases.ts'
import { mailsOf, moveMails } from './merges-sql.ts'
import { noteChanges } from './note-changes.ts'

/**
 * Makes mails of a case, which is locked, one of their own. Throws the refusal of a split that cannot be.
 * @param entries ids of lines of its timeline
 * @param version of the case as the caller read it; undefined: whatever it is
 * @returns the id of the new case, and the fact
 */
export async function splitCase(
  tx: Tx,
  row: CaseRow,
  asked: { readonly entries: readonly string[]; readonly version?: number | undefined },
  { actor, origin, url }: Act,
): Promise<{ id: string; fact: TubepostEvent }> {
  const { now } = origin
  const mails = await mailsOf(tx, row.id, asked.entries)
  refuseSplit(row, mails, asked)
  const [first, ...others] = mails
  const [number] = await takeNumbers(tx, 1)
  if (first === undefined || number === undefined) throw new Error('a split without a mail or a number')
  const split = decideSplit(row, [first, ...others], { id: randomUUID(), number, now })
  const { created, left, changes, company, isVerified, keys } = split
  await saveCases(tx, [created, left])
  const { requesterKey } = created
  const move = { from: left.id, to: created.id, mails, keys }
  const entries = await moveMails(tx, move, { keys: company, requesterKey, isVerified })
  await saveRelations(tx, [
    { of: left.id, recordId: created.id, why: 'split' },
    { of: created.id, recordId: left.id, why: 'split' },
  ])
  await noteChanges(tx, left, changes.left, { actor, now })
  await noteChanges(tx, created, changes.created, { actor, now })
  const data = {
    case: caseHead(created, url),
    from: caseHead(left, url),
    why: 'split' as const,
    entries: { ...entries, ids: [...entries.ids] },
    actor,
    at: now,
  }
  return { id: created.id, fact: firstEvent(caseSplit, origin, { id: randomUUID(), mailbox: created.mailbox, data }) }
}
