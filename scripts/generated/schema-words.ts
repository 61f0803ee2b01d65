/** As much of a JSON Schema as the pages show. */
export interface Schema {
  readonly description?: string
  readonly default?: unknown
  readonly defaultText?: string
  readonly examples?: readonly unknown[]
  readonly const?: unknown
  readonly enum?: readonly unknown[]
  readonly anyOf?: readonly Schema[]
  readonly type?: string
  readonly secret?: boolean
  readonly form?: string
  readonly minimum?: number
  readonly maximum?: number
  readonly items?: Schema
  readonly properties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
}

export const code = (text: string): string => `\`${text}\``

/** As tubepost.yaml spells it. */
export const written = (value: unknown): string =>
  typeof value === 'object' && value !== null
    ? `{ ${Object.entries(value)
        .map(([key, each]) => `${key}: ${each}`)
        .join(', ')} }`
    : String(value)

/** A field without a description would be a hole in a page. */
export function described(name: string, { description }: Schema): string {
  if (description === undefined) throw new Error(`${name} has no description`)
  return description.replaceAll(/[|<]/g, String.raw`\$&`)
}

const TYPES: Readonly<Record<string, string>> = {
  string: 'text',
  integer: 'whole number',
  number: 'number',
  boolean: '`true`, `false`',
  null: '`null`',
}

/** The values that a field may have. */
export function valuesOf(schema: Schema): string {
  const { anyOf, enum: values, const: value, type = '', properties, items, minimum, maximum, form } = schema
  if (anyOf !== undefined) return anyOf.map(valuesOf).join(', ')
  if (values !== undefined) return values.map((each) => code(written(each))).join(', ')
  if (value !== undefined) return code(written(value))
  if (properties !== undefined) return code(`{ ${Object.keys(properties).join(', ')}: … }`)
  if (items !== undefined) return items.properties === undefined ? `list of ${valuesOf(items)}` : 'list'
  if (form !== undefined) return form.replace(/, in quotes$/, '')
  const range = maximum === undefined ? (minimum === undefined ? '' : ` from ${minimum}`) : ` ${minimum} to ${maximum}`
  return `${TYPES[type] ?? type}${range}`
}

type Row = readonly string[]

/** Columns are as wide as their widest cell, as the formatter wants them. */
export function markdownTable([head = [], ...rows]: readonly Row[]): string {
  const widths = head.map((_, column) => Math.max(...[head, ...rows].map((row) => widthOf(row[column] ?? ''))))
  const line = (cells: Row) =>
    `| ${cells.map((cell, column) => cell + ' '.repeat((widths[column] ?? 0) - widthOf(cell))).join(' | ')} |\n`
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)].join('')
}

// Signs of East Asia take two columns of a terminal, and the formatter counts them so.
const WIDE = /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/g

const widthOf = (text: string): number => text.length + (text.match(WIDE)?.length ?? 0)
