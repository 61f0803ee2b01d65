import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { checkSetup } from '@tubepost/setup/file'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { afterAll, expect, test } from 'vitest'
import { parse } from 'yaml'
import { setupSchema } from './setup-schema.ts'

const root = path.join(import.meta.dirname, '../..')
const folder = mkdtempSync(path.join(tmpdir(), 'schema-'))
afterAll(() => rmSync(folder, { recursive: true }))

interface Part {
  readonly default?: unknown
  readonly description?: string
  readonly properties?: Readonly<Record<string, Part>>
  readonly items?: Part
  readonly anyOf?: readonly Part[]
}
const schema = JSON.parse(setupSchema()[0]?.content ?? '') as Part
// Another validator than ours knows no keyword of our own.
const validate = new Ajv2020({ strict: true, allowUnionTypes: true, strictRequired: false }).compile(schema)

const EXAMPLES = [
  'deploy/tubepost.yaml',
  'deploy/mail/tubepost.yaml',
  'deploy/kubernetes/overlays/small/tubepost.yaml',
  'deploy/kubernetes/overlays/production/tubepost.yaml',
]

test.each(EXAMPLES)('%s fits the published schema, which its first line names', (file) => {
  const text = readFileSync(path.join(root, file), 'utf8')
  const named = /^# yaml-language-server: \$schema=(\S+)\n/.exec(text)?.[1] ?? ''
  expect(path.resolve(root, path.dirname(file), named)).toBe(path.join(root, setupSchema()[0]?.path ?? ''))
  expect([validate(parse(text)), validate.errors]).toEqual([true, null])
  expect(checkSetup(path.join(root, file), { environment: {}, servicesRunHere: false }).problems).toEqual([])
})

test('the README’s set-up can be applied but for its password', () => {
  const [, text = ''] = /```yaml\n(organisation:.*?)```/s.exec(readFileSync(path.join(root, 'README.md'), 'utf8')) ?? []
  expect([validate(parse(text)), validate.errors]).toEqual([true, null])
  const file = path.join(folder, 'readme.yaml')
  writeFileSync(file, text)
  const { problems } = checkSetup(file, { environment: {}, servicesRunHere: false })
  expect(problems.map(({ path: at }) => at)).toEqual(['mailboxes.0.source.passwordFile'])
})

test('the published schema refuses a misspelt field and a value that there is none of', () => {
  const organisation = { name: 'X', timeZone: 'UTC', locale: 'en' }
  expect(validate({ organisation })).toBe(true)
  expect(validate({ organisation, peeple: [] })).toBe(false)
  expect(validate({ organisation, statuses: [{ name: 'Out', type: 'away' }] })).toBe(false)
})

test('every field is described, in a sentence', () => {
  const bare = (at: string, part: Part): string[] => [
    ...Object.entries(part.properties ?? {}).flatMap(([field, inner]) => [
      ...(/^\S.*\S$/s.test(inner.description ?? '') ? [] : [`${at}.${field}`]),
      ...bare(`${at}.${field}`, inner),
    ]),
    ...(part.items === undefined ? [] : bare(`${at}[]`, part.items)),
    ...(part.anyOf ?? []).flatMap((inner) => bare(at, inner)),
  ]
  expect(bare('', schema)).toEqual([])
})

test('a default of the schema is the value that an absent field gets', () => {
  const file = path.join(folder, 'defaults.yaml')
  const written = {
    organisation: { name: 'X', timeZone: 'UTC', locale: 'en' },
    people: [{ name: 'Ana', addresses: ['ana@example.com'] }],
    statuses: [{ name: 'Out' }],
    mailboxes: [{ id: 'a', preset: 'stoic', address: 'a@example.com', source: { kind: 'maildir', path: '/mail' } }],
    smtp: { host: 'h', from: 'a@example.com' },
    limits: {},
  }
  writeFileSync(file, JSON.stringify(written))
  const { setup } = checkSetup(file, { environment: {}, servicesRunHere: true })
  const full = { ...setup } as Record<string, unknown>
  const defaults = Object.keys(written).flatMap((section) => {
    const described = schema.properties?.[section]?.items ?? schema.properties?.[section]
    const completed = full[section]
    const entry = (Array.isArray(completed) ? completed[0] : completed) as Record<string, unknown>
    return Object.entries(described?.properties ?? {}).flatMap(([field, { default: value }]) =>
      value === undefined ? [] : [{ section, field, value, given: entry[field] }],
    )
  })
  expect(defaults.length).toBeGreaterThan(8)
  expect(defaults.map(({ given, ...rest }) => ({ ...rest, given }))).toEqual(
    defaults.map(({ section, field, value }) => ({ section, field, value, given: value })),
  )
})
