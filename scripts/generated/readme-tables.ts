import { readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { Policy } from '@tubepost/events'
import { configurations, MigrateConfig, ProvisionConfig, RestoreConfig } from '@tubepost/installer'
import { policyOf, presets } from '@tubepost/setup'
import type { GeneratedFile } from './generated-file.ts'

/** As much of a JSON schema as the tables show. */
interface Schema {
  readonly description?: string
  readonly default?: unknown
  readonly const?: unknown
  readonly enum?: readonly unknown[]
  readonly anyOf?: readonly Schema[]
  readonly type?: string
  readonly secret?: boolean
  readonly properties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
}
type Row = readonly string[]

const STEPS = { migrate: MigrateConfig, provision: ProvisionConfig, restore: RestoreConfig }
const PRESETS = Object.keys(presets) as (keyof typeof presets)[]
const UNITS = { MS: 'ms', DAYS: 'days', BYTES: 'bytes' }

/** The README, with its tables between `<!-- made by npm run generate: NAME -->` and `<!-- end -->` made anew. */
export function readmeTables(root: string): GeneratedFile[] {
  const tables = { 'policy fields': policyTable(), 'environment variables': environmentTable() }
  const content = Object.entries(tables).reduce(fill, readFileSync(`${root}/README.md`, 'utf8'))
  return [{ path: 'README.md', content }]
}

function fill(text: string, [name, table]: [string, string]): string {
  const [before, rest] = text.split(`<!-- made by npm run generate: ${name} -->\n`)
  const after = rest?.slice(rest.indexOf('<!-- end -->'))
  if (after === undefined) throw new Error(`the README has no place for the ${name}`)
  return `${before}<!-- made by npm run generate: ${name} -->\n\n${table}\n${after}`
}

/** Fields with the values they may have, and the one that each preset gives a mailbox that leads to status. */
function policyTable(): string {
  const byPreset = PRESETS.map((preset) => policyOf(preset, {}, [{ to: 'status' }]))
  const fields = Object.entries(Policy.properties) as [keyof Policy, Schema][]
  const rows = fields.map(([field, schema]) => [
    code(field),
    described(field, schema),
    valuesOf(schema),
    ...byPreset.map((policy) => code(written(policy[field]))),
  ])
  return markdownTable([['field', 'is about', 'values', ...PRESETS], ...rows])
}

/** Variables with their readers; a secret may come by its file. */
function environmentTable(): string {
  const readers = new Map<string, { schema: Schema; isRequired: boolean; names: string[] }>()
  for (const { name, config } of [...configurations, ...stepConfigurations()]) {
    for (const [variable, schema] of Object.entries(config.properties ?? {})) {
      const reader = readers.get(variable) ?? { schema, isRequired: isRequired(config, variable), names: [] }
      readers.set(variable, { ...reader, names: [...reader.names, name] })
    }
  }
  const rows = [...readers].map(([variable, { schema, isRequired: must, names }]) => [
    schema.secret === true ? `${code(variable)} or ${code(`${variable}_FILE`)}` : code(variable),
    described(variable, schema),
    must ? 'has to be given' : withUnit(variable, schema.default),
    together(names),
  ])
  return markdownTable([['variable', 'is', 'default', 'read by'], ...rows])
}

const stepConfigurations = (): { name: string; config: Schema }[] =>
  Object.entries(STEPS).map(([name, config]) => ({ name, config }))

const isRequired = ({ required = [], properties }: Schema, variable: string): boolean =>
  required.includes(variable) && properties?.[variable]?.default === undefined

function described(name: string, { description }: Schema): string {
  if (description === undefined) throw new Error(`${name} has no description`)
  return description.replaceAll(/[|<]/g, String.raw`\$&`)
}

function valuesOf({ anyOf, enum: values, const: value, type, properties }: Schema): string {
  if (anyOf !== undefined) return anyOf.map(valuesOf).join(', ')
  if (values !== undefined) return values.map((each) => code(written(each))).join(', ')
  if (value !== undefined) return code(written(value))
  if (properties !== undefined) return code(`{ ${Object.keys(properties).join(', ')}: … }`)
  return type === 'null' ? code('null') : `${type}`
}

/** As tubepost.yaml spells it. */
const written = (value: unknown): string =>
  typeof value === 'object' && value !== null
    ? `{ ${Object.entries(value)
        .map(([key, each]) => `${key}: ${each}`)
        .join(', ')} }`
    : String(value)

function withUnit(variable: string, value: unknown): string {
  if (value === undefined) return 'none'
  if (value === tmpdir()) return 'the folder for temporary files'
  const unit = Object.entries(UNITS).find(([suffix]) => variable.endsWith(`_${suffix}`))?.[1]
  return [code(written(value)), unit].filter(Boolean).join(' ')
}

/** Names of services and steps, by the shortest word for all of them. */
function together(names: readonly string[]): string {
  const withTables = configurations.filter(({ config }) => 'DATABASE_URL' in config.properties)
  for (const [every, word] of [
    [configurations, 'every service'],
    [withTables, 'every service with tables'],
  ] as const) {
    const all = every.map(({ name }): string => name)
    if (all.every((name) => names.includes(name)))
      return [word, ...names.filter((name) => !all.includes(name))].join(', ')
  }
  return names.join(', ')
}

const code = (text: string): string => `\`${text}\``

/** Columns are as wide as their widest cell, as the formatter wants them. */
function markdownTable([head = [], ...rows]: readonly Row[]): string {
  const widths = head.map((_, column) => Math.max(...[head, ...rows].map((row) => row[column]?.length ?? 0)))
  const line = (cells: Row) => `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |\n`
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)].join('')
}
