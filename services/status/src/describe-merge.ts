import type { ListImport } from '@tubepost/api'
import type { RowFinding } from '@tubepost/setup'
import type { ListMerge, MergedRow } from './list-merge.ts'

type ImportRow = ListImport['rows'][number]
type Change = ImportRow['changes'][number]

/** A list as a person looks at it before and after: every line with what becomes of it. */
export function describeMerge<Record extends { readonly id: string; readonly name: string }, Listed extends Record>(
  file: { readonly problems: readonly RowFinding[]; readonly notes: readonly RowFinding[] },
  merge: ListMerge<Record, Listed>,
): ListImport {
  const reasons = Map.groupBy([...file.problems, ...merge.problems], ({ line }) => line)
  const refused = [...reasons].map(
    ([line, found]): ImportRow => ({
      ...{ line, outcome: 'refused', id: null, name: null, changes: [] },
      reasons: found.map(({ text }) => text),
    }),
  )
  const rows = [...merge.rows.filter(({ line }) => !reasons.has(line)).map(describe), ...refused].toSorted(
    (a, b) => a.line - b.line,
  )
  const count = (wanted: ImportRow['outcome']) => rows.filter(({ outcome }) => outcome === wanted).length
  return {
    counts: {
      added: count('added'),
      changed: count('changed'),
      unchanged: count('unchanged'),
      declared: count('declared'),
      refused: count('refused'),
    },
    rows,
    notes: [...file.notes],
  }
}

function describe<Record extends { readonly id: string; readonly name: string }, Listed extends Record>(
  row: MergedRow<Record, Listed>,
): ImportRow {
  const { line, outcome, before, record, fields } = row
  return {
    ...{ line, outcome, id: record.id, name: record.name, reasons: [] },
    changes: fields
      .map((field) => ({
        field: field as Change['field'],
        before: before === undefined ? null : shown(before[field]),
        after: shown(record[field]),
      }))
      .filter(({ before: was, after }) => was !== null || after !== ''),
  }
}

/** @param value a text, or several, or none */
function shown(value: unknown): string {
  if (Array.isArray(value)) return value.join(', ')
  return typeof value === 'string' ? value : ''
}
