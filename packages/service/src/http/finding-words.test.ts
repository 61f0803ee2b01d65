import { Ajv } from 'ajv'
import { expect, test } from 'vitest'
import { findingWords } from './finding-words.ts'

const ajv = new Ajv({ allErrors: true, strict: false })
const said = (schema: object, value: unknown): string => {
  const validate = ajv.compile(schema)
  expect(validate(value)).toBe(false)
  return findingWords(validate.errors ?? [], 'body')
}

test.each([
  [{ type: 'object', required: ['subject'] }, {}, 'body: "subject" is missing'],
  [{ type: 'object', properties: {}, additionalProperties: false }, { x: 1 }, 'body: "x" is not known here'],
  [{ properties: { name: { minLength: 1 } } }, { name: '' }, 'name: is empty'],
  [{ properties: { name: { maxLength: 1 } } }, { name: 'ab' }, 'name: is longer than 1 characters'],
  [{ properties: { scopes: { minItems: 1 } } }, { scopes: [] }, 'scopes: must hold at least one entry'],
  [{ properties: { scopes: { maxItems: 1 } } }, { scopes: [1, 2] }, 'scopes: must hold 1 entries at most'],
  [{ properties: { scopes: { uniqueItems: true } } }, { scopes: [1, 1] }, 'scopes: holds an entry twice'],
  [{ properties: { name: { type: 'string' } } }, { name: 1 }, 'name: must be a text'],
  [{ type: 'object' }, [], 'body: must be a JSON object'],
  [{ properties: { a: { enum: ['x', 'y'] } } }, { a: 'z' }, 'a: must be one of: x, y'],
  [{ properties: { a: { minimum: 1 } } }, { a: 0 }, 'a: must be at least 1'],
  [{ properties: { a: { maximum: 1 } } }, { a: 2 }, 'a: must be at most 1'],
])('given the schema %j, %j is refused in words', (schema, value, expected) => {
  expect(said(schema, value)).toBe(expected)
})

test('twenty problems are told, and how many more there are', () => {
  const text = said(
    { items: { type: 'string' } },
    Array.from({ length: 30 }, () => 1),
  )
  expect(text.split('; ')).toHaveLength(21)
  expect(text).toContain('; and 10 more problems')
})
