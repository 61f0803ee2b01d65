import { CsvError, type Info, parse } from 'csv-parse/sync'
import { schemaMisfits } from '../checking/schema-problems.ts'
import { problemText } from '../problems/problem.ts'
import { problemTexts } from '../problems/problem-texts.ts'
import { csvTexts } from './csv-texts.ts'
import { decodeCsv, delimiterOf } from './decode-csv.ts'
import { plainCell } from './guarded-cell.ts'
import type { ListFile, ListKind, ListRow, RowFinding } from './list-kind.ts'

// Whoever has so many to mend reads the file once more anyway; each is an object of the service that reads it.
const MOST_PROBLEMS = 10_000
// A row with an unclosed quote would take in the rest of the file.
const LONGEST_ROW = 20_000
// The first bytes of a ZIP archive, as xlsx and ods are, and of xls.
const WORKBOOKS = [Buffer.from('PK\u0003\u0004'), Buffer.from([0xd0, 0xcf, 0x11, 0xe0])]

/**
 * Reads a list from CSV (RFC 4180) as spreadsheets write it: `;`, `,`, `|` or tab between the fields, titles in four languages
 * and any order.
 */
export function readList<Column extends string, Entry extends { readonly id?: string }>(
  bytes: Buffer,
  kind: ListKind<Column, Entry>,
): ListFile<Entry> {
  // The header, and one more than may be: millions of rows would take the memory of the whole service.
  const { lines, problem } = linesOf(bytes, kind.most + 2)
  return problem === undefined ? readLines(lines, kind) : { rows: [], problems: [problem], notes: [] }
}

/** The titles in the first line of a list; none where it cannot be read. */
export const titlesOf = (bytes: Buffer): readonly string[] => linesOf(bytes, 1).lines[0]?.fields ?? []

interface Line {
  readonly line: number
  readonly fields: readonly string[]
}

function linesOf(bytes: Buffer, most: number): { lines: Line[]; problem?: RowFinding } {
  if (WORKBOOKS.some((begin) => bytes.subarray(0, begin.length).equals(begin)))
    return { lines: [], problem: { line: 1, text: csvTexts.workbook() } }
  const text = decodeCsv(bytes)
  // Excel's own first line, which names the sign between the fields.
  const named = /^\uFEFF?sep=(.)\r?\n/.exec(text)
  const rest = named === null ? text : text.slice(named[0].length)
  const lineOffset = named === null ? 0 : 1
  const delimiter = named?.[1] ?? delimiterOf(/^.*/.exec(rest)?.[0] ?? '')
  try {
    const records = parse(rest, {
      bom: true,
      delimiter,
      info: true,
      relax_column_count: true,
      skip_empty_lines: true,
      trim: true,
      max_record_size: LONGEST_ROW,
      to: most,
    }) as unknown as { record: string[]; info: Info }[]
    // `lines` counts to the end of the record.
    const lines = records.map(({ record, info }) => ({
      fields: record,
      line: info.lines - record.join('').split('\n').length + 1 + lineOffset,
    }))
    return { lines }
  } catch (error) {
    if (!(error instanceof CsvError)) throw error
    return { lines: [], problem: { line: Number(error['lines'] ?? 1) + lineOffset, text: explain(error) } }
  }
}

function explain({ code, message }: CsvError): string {
  if (code === 'CSV_QUOTE_NOT_CLOSED') return csvTexts.quoteOpen()
  if (code === 'CSV_INVALID_CLOSING_QUOTE' || code === 'INVALID_OPENING_QUOTE') return csvTexts.quoteInside()
  return code === 'CSV_MAX_RECORD_SIZE' ? csvTexts.tooLong(LONGEST_ROW) : csvTexts.unreadable(message)
}

function readLines<Column extends string, Entry extends { readonly id?: string }>(
  [header, ...lines]: readonly Line[],
  kind: ListKind<Column, Entry>,
): ListFile<Entry> {
  const nothing = (text: string): ListFile<Entry> => ({ rows: [], problems: [{ line: 1, text }], notes: [] })
  if (header === undefined || lines.length === 0) return nothing(csvTexts.empty(kind.words))
  if (lines.length > kind.most) return nothing(csvTexts.tooManyRows(kind.most, kind.words))
  const columns = kind.columnsOf(header.fields)
  const problems = headerProblems(header, columns, kind)
  if (problems.length > 0) return { rows: [], problems, notes: [] }
  const rows: ListRow<Entry>[] = []
  for (const line of lines) {
    if (problems.length >= MOST_PROBLEMS) {
      problems.push({ line: line.line, text: csvTexts.tooManyProblems(MOST_PROBLEMS) })
      break
    }
    rows.push(readRow(line, columns, problems, kind))
  }
  refuseTwins(rows, problems, kind)
  const notes = header.fields.flatMap((title, at) =>
    columns[at] === undefined && title !== ''
      ? [{ line: header.line, text: csvTexts.ignored(title, kind.titles) }]
      : [],
  )
  return { rows, problems: problems.toSorted((a, b) => a.line - b.line), notes }
}

function headerProblems<Column extends string, Entry extends { readonly id?: string }>(
  { line, fields }: Line,
  columns: readonly (Column | undefined)[],
  { wanted, repeats }: ListKind<Column, Entry>,
): RowFinding[] {
  const problems: RowFinding[] = wanted
    .filter(({ anyOf }) => !anyOf.some((column) => columns.includes(column)))
    .map(({ called }) => ({ line, text: csvTexts.noColumn(called, fields) }))
  columns.forEach((column, at) => {
    if (column !== undefined && !repeats.includes(column) && columns.indexOf(column) < at)
      problems.push({ line, text: csvTexts.twice(fields[at] ?? '') })
  })
  return problems
}

function readRow<Column extends string, Entry extends { readonly id?: string }>(
  { line, fields }: Line,
  columns: readonly (Column | undefined)[],
  problems: RowFinding[],
  kind: ListKind<Column, Entry>,
): ListRow<Entry> {
  const before = problems.length
  const wrong = (text: string) => void problems.push({ line, text })
  const valuesOf = (column: Column): string[] =>
    fields
      .filter((value, at) => columns[at] === column && value !== '')
      .map((value) => plainCell(value).normalize('NFC'))
  if (fields.length > columns.length) wrong(csvTexts.fields(fields.length, columns.length))
  const entry = kind.entryOf(valuesOf, wrong)
  if (fields.some((value) => value.includes('\0'))) wrong(problemTexts.badCharacter())
  if (entry.id !== undefined && !/^[a-z0-9-]{1,40}$/.test(entry.id))
    wrong(`id: ${problemTexts.wrongForm('at most 40 of a-z, 0-9 and -', entry.id)}`)
  // The limits of the set-up file, where nothing else is wrong.
  if (problems.length === before)
    for (const misfit of schemaMisfits(entry, kind.schema)) wrong(problemText(misfit, 'row'))
  return { line, entry }
}

/** No two rows share what is one's own, and no row has it twice. */
function refuseTwins<Column extends string, Entry extends { readonly id?: string }>(
  rows: readonly ListRow<Entry>[],
  problems: RowFinding[],
  kind: ListKind<Column, Entry>,
): void {
  const seen = new Map<string, number>()
  for (const { line, entry } of rows) {
    if (problems.length > MOST_PROBLEMS) return
    const ids = entry.id === undefined ? [] : [['id', entry.id] as const]
    for (const [what, key] of [...ids, ...kind.keysOf(entry)]) {
      const before = seen.get(`${what} ${key}`)
      if (before === undefined) seen.set(`${what} ${key}`, line)
      else problems.push({ line, text: csvTexts.duplicate(what, key, before) })
    }
  }
}
