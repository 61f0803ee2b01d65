import { guardedCell } from './guarded-cell.ts'

// Spreadsheets take a file without it for one in a code page of old (Windows-1252).
const BYTE_ORDER_MARK = '\uFEFF'
const LINES_IN_A_PIECE = 500

/** Records in CSV (RFC 4180), piece by piece, with no cell that a spreadsheet would run. */
export function* writeList<Entry>(
  titles: readonly string[],
  entries: readonly Entry[],
  cellsOf: (entry: Entry) => readonly string[],
): Generator<string> {
  yield BYTE_ORDER_MARK + lineOf(titles)
  for (let from = 0; from < entries.length; from += LINES_IN_A_PIECE)
    yield entries
      .slice(from, from + LINES_IN_A_PIECE)
      .map((entry) => lineOf(cellsOf(entry).map(guardedCell)))
      .join('')
}

const lineOf = (cells: readonly string[]): string => `${cells.map(quoted).join(',')}\r\n`

const quoted = (cell: string): string => (/[",;\r\n\t]|^\s|\s$/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)
