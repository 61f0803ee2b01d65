import { Ajv2020 } from 'ajv/dist/2020.js'
import formats from 'ajv-formats'
import { expect, test } from 'vitest'
import * as api from './index.ts'

interface Schema {
  readonly description?: string
  readonly examples?: readonly unknown[]
}

const schemas = Object.entries(api as Readonly<Record<string, unknown>>).flatMap(([name, value]) =>
  // A name in capitals is a list of words.
  typeof value !== 'object' || /^[A-Z_]+$/.test(name) ? [] : [[name, value as Schema] as const],
)
const bodies = schemas.filter(([, value]) => !('enum' in value))
const ajv = new Ajv2020({ strict: true, strictTypes: false, allErrors: true })
formats.default(ajv)

test.each(schemas)('%s says what it is', (_name, { description }) => {
  expect(description).toMatch(/^[A-Z].*\.$/)
})

test.each(bodies)('%s has an example, and the example fits it', (_name, schema) => {
  expect(schema.examples).toHaveLength(1)
  expect([ajv.validate(schema, schema.examples?.[0]), ajv.errors]).toEqual([true, null])
})
