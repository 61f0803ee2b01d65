import { randomUUID } from 'node:crypto'
import type { Tx } from '@tubepost/db'
import type { CaseRow, Change } from '../records/case-row.ts'
import { insertOwnEntry, saveHistory } from '../timeline/timeline-sql.ts'

/** Writes how a version of a case came about, on its timeline and into its history. @param row as it is after it */
export async function noteChanges(
  tx: Tx,
  { id: recordId, version }: CaseRow,
  changes: readonly Change[],
  { actor, now: at }: { actor: string; now: string },
): Promise<void> {
  await insertOwnEntry(tx, { id: randomUUID(), recordId, kind: 'change', at, actor, text: null, changes })
  await saveHistory(tx, [{ recordId, version, at, actor, means: 'http', mailId: null, changes }])
}
