import type { RowFinding } from '@tubepost/setup'

/** A row of a list, and the record that it makes. */
export interface MergedRow<Record, Listed> {
  readonly line: number
  /** `declared`: the row differs from a record of tubepost.yaml, which only the file may change. */
  readonly outcome: 'added' | 'changed' | 'unchanged' | 'declared'
  /** Undefined for one that is added. */
  readonly before: Listed | undefined
  readonly record: Record
  /** Those that differ from before. */
  readonly fields: readonly (keyof Record & string)[]
}

export interface ListMerge<Record, Listed> {
  /** Those without a problem. */
  readonly rows: readonly MergedRow<Record, Listed>[]
  /** Records that are not in the list: removed where that was asked for, else left. */
  readonly absent: readonly Listed[]
  /** While there is one, nothing is to be written. */
  readonly problems: readonly RowFinding[]
}

export interface MergeWish {
  /** Records have the addresses or aliases of their rows and no others. */
  readonly exactly?: boolean
  /** Whoever may not give and take roles is refused the rows that do. */
  readonly mayGiveRoles?: boolean
  /** Told after each piece that is written, while the transaction goes on. */
  readonly onWritten?: (written: number, total: number) => void
}

// A statement of so many takes a tenth of a second or two.
const PIECE = 500

/** Writes records piece by piece, and tells how far it is. */
export async function writePieces<Record>(
  records: readonly Record[],
  { onWritten }: MergeWish,
  write: (piece: Record[]) => Promise<void>,
): Promise<void> {
  for (let from = 0; from < records.length; from += PIECE) {
    const piece = records.slice(from, from + PIECE)
    await write(piece)
    onWritten?.(from + piece.length, records.length)
  }
}

/** The outcome of a row, by the fields in which its record differs from the one before. */
export function mergedRow<Record extends object, Listed extends Record & { readonly declared: boolean }>(
  line: number,
  before: Listed | undefined,
  record: Record,
  compared: readonly (keyof Record & string)[],
): MergedRow<Record, Listed> {
  const fields = compared.filter((field) => JSON.stringify(before?.[field]) !== JSON.stringify(record[field]))
  if (before === undefined) return { line, outcome: 'added', before, record, fields }
  const outcome = fields.length === 0 ? 'unchanged' : before.declared ? 'declared' : 'changed'
  return { line, outcome, before, record, fields }
}

/** The records that a merge writes. */
export const writtenBy = <Record, Listed>({ rows }: ListMerge<Record, Listed>): Record[] =>
  rows.filter(({ outcome }) => outcome === 'added' || outcome === 'changed').map(({ record }) => record)
