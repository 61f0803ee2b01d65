import { styleText } from 'node:util'
import { plainText } from './plain-text.ts'
import { cutToWidth, textWidth } from './text-width.ts'

// A terminal's line holds a few such cells; the whole value is in --json.
const LONGEST_CELL = 60
const GAP = '  '
// Less says nothing, however narrow the terminal is.
const LEAST_CELL = 20
type Row = Readonly<Record<string, unknown>>

/**
 * An answer for a person: each list of things as a table, everything else as lines.
 * @param columns cells of a terminal's line: long cells of a table are cut, and a table that does not fit is told thing by thing
 */
export function printAnswer(answer: unknown, columns?: number): string {
  if (answer === null || answer === undefined) return 'Done.'
  if (Array.isArray(answer)) return table(answer as unknown[], columns)
  if (!isRow(answer)) return cellOf(answer)
  return Object.entries(answer)
    .map(([name, value]) => section(name, value, columns, Object.keys(answer).length === 1))
    .join('\n')
}

function section(name: string, value: unknown, columns: number | undefined, isOnly: boolean): string {
  if (isListOfRows(value)) {
    const body = value.length === 0 ? 'none' : table(value, columns)
    return isOnly ? body : `${heading(name)}\n${body}`
  }
  if (isRow(value)) return `${heading(name)}\n${lines(value, '  ')}`
  return isText(value) ? heading(name) + onItsLines(value, '  ') : `${heading(name)} ${cellOf(value)}`
}

const heading = (name: string): string => styleText('bold', `${plainText(name)}:`)
const isRow = (value: unknown): value is Row => typeof value === 'object' && value !== null && !Array.isArray(value)
const isListOfRows = (value: unknown): value is Row[] => Array.isArray(value) && value.every(isRow)

function lines(row: Row, indent: string): string {
  return Object.entries(row)
    .map(([key, value]) => [plainText(key), value] as const)
    .map(([name, value]) =>
      isRow(value)
        ? `${indent}${name}:\n${lines(value, `${indent}  `)}`
        : isListOfRows(value) && value.length > 0
          ? `${indent}${name}:\n${value.map((each) => lines(each, `${indent}  - `)).join('\n')}`
          : `${indent}${name}:${isText(value) ? onItsLines(value, `${indent}  `) : ` ${cellOf(value)}`}`,
    )
    .join('\n')
}

const isText = (value: unknown): value is string => typeof value === 'string' && value.trimEnd().includes('\n')

/** A text such as a mail, as it was written; the bar says which lines are its own. */
const onItsLines = (text: string, indent: string): string =>
  text
    .trimEnd()
    .split(/\r?\n/)
    .map((line) => `\n${indent}| ${plainText(line)}`.trimEnd())
    .join('')

function table(items: readonly unknown[], columns: number | undefined): string {
  const rows = items.map((item) => flat(isRow(item) ? item : { value: item }))
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))].filter((name) =>
    rows.some((row) => row[name] !== undefined && row[name] !== ''),
  )
  const cells = rows.map((row) =>
    names.map((name) => (columns === undefined ? (row[name] ?? '') : cutToWidth(row[name] ?? '', LONGEST_CELL))),
  )
  const widths = names.map((name, i) => {
    let widest = textWidth(name)
    // A cell that is longer than others may be moves the rest of its own row alone.
    for (const row of cells) widest = Math.max(widest, Math.min(LONGEST_CELL, textWidth(row[i] ?? '')))
    return widest
  })
  const whole = widths.reduce((sum, width) => sum + width + GAP.length, -GAP.length)
  if (columns !== undefined && whole > columns) return rows.map((row) => onLines(row, names, columns)).join('\n\n')
  const line = (row: readonly string[]) =>
    row
      .map((cell, i) => cell + ' '.repeat(Math.max(0, (widths[i] ?? 0) - textWidth(cell))))
      .join(GAP)
      .trimEnd()
  return [styleText('bold', line(names)), ...cells.map(line)].join('\n')
}

/** One thing of a list, a value a line. */
const onLines = (row: Readonly<Record<string, string>>, names: readonly string[], columns: number): string =>
  names
    .flatMap((name) => {
      const room = Math.max(LEAST_CELL, columns - textWidth(name) - 2)
      return row[name] ? [`${styleText('bold', `${name}:`)} ${cutToWidth(row[name], room)}`] : []
    })
    .join('\n')

/** `{ person: { name } }` as `person.name`, one level deep. */
function flat(row: Row): Record<string, string> {
  return Object.fromEntries(
    Object.entries(row).flatMap(([name, value]) =>
      isRow(value)
        ? Object.entries(value).map(([inner, each]) => [plainText(`${name}.${inner}`), cellOf(each)])
        : [[plainText(name), cellOf(value)]],
    ),
  )
}

function cellOf(value: unknown): string {
  if (value === null || value === undefined) return ''
  if (Array.isArray(value) && value.every((each) => typeof each !== 'object')) return plainText(value.join(', '))
  return plainText(typeof value === 'string' ? value : JSON.stringify(value))
}
