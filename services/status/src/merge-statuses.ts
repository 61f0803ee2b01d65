import type { Pool, Tx } from '@tubepost/db'
import type { StatusRow } from '@tubepost/setup'
import { decideStatusesMerge, type StatusesMerge } from './decide-statuses-merge.ts'
import { lockDirectory } from './directory-sql.ts'
import { type MergeWish, writePieces, writtenBy } from './list-merge.ts'
import { listStatuses, removeStatus, saveStatuses } from './statuses-sql.ts'

/**
 * Merges a list of statuses into those there are, as if each had been written over HTTP. Where the result has problems nothing
 * was written. Asked to be exact, it removes statuses that are not in the list; tubepost.yaml's stay.
 */
export async function mergeStatuses(tx: Tx, rows: readonly StatusRow[], wish: MergeWish): Promise<StatusesMerge> {
  await lockDirectory(tx)
  const merge = await previewStatuses(tx, rows, wish)
  if (merge.problems.length > 0) return merge
  if (wish.exactly === true) for (const { id } of merge.absent) await removeStatus(tx, id)
  await writePieces(writtenBy(merge), wish, (statuses) => saveStatuses(tx, statuses, false))
  return merge
}

/** The same without a change. */
export async function previewStatuses(
  on: Pool | Tx,
  rows: readonly StatusRow[],
  wish: MergeWish,
): Promise<StatusesMerge> {
  return decideStatusesMerge(rows, await listStatuses(on), wish)
}
