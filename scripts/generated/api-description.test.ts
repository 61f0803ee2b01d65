import { Validator } from '@seriousme/openapi-schema-validator'
import { definitions } from '@tubepost/installer'
import { routesOf } from '@tubepost/service'
import { beforeAll, expect, test } from 'vitest'
import { API_DESCRIPTION, apiDescription } from './api-description.ts'

interface Operation {
  readonly operationId: string
  readonly tags: readonly string[]
  readonly security: readonly object[]
  readonly 'x-scope': string
}
interface Description {
  readonly openapi: string
  readonly tags: readonly { readonly name: string }[]
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
}

let text = ''
let description: Description
let operations: { method: string; path: string; operation: Operation }[] = []

beforeAll(async () => {
  text = (await apiDescription()).find(({ path }) => path === API_DESCRIPTION)?.content ?? ''
  description = JSON.parse(text) as Description
  operations = Object.entries(description.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ method: method.toUpperCase(), path, operation })),
  )
})

test('another program finds the description to be valid OpenAPI 3.1', async () => {
  const checked = await new Validator().validate(JSON.parse(text) as Record<string, unknown>)
  expect([description.openapi, checked.errors, checked.valid]).toEqual(['3.1.1', undefined, true])
})

test('every reference leads to a schema that is there', () => {
  const references = [...text.matchAll(/"\$ref": "#\/components\/schemas\/(\w+)"/g)].map(([, name]) => name)
  expect(references.length).toBeGreaterThan(100)
  const { schemas } = (JSON.parse(text) as { components: { schemas: Record<string, unknown> } }).components
  expect(references.filter((name) => name === undefined || !(name in schemas))).toEqual([])
})

test('each call that a service declares is described, with its scope', async () => {
  const routes = (await Promise.all(definitions.map(routesOf))).flat()
  const declared = routes.filter(({ method, schema }) => method !== 'HEAD' && schema.hide !== true)
  const described = operations.map(({ method, path, operation }) => `${method} ${path} ${operation['x-scope']}`)
  const wanted = declared.map((one) => `${one.method} ${one.path.replaceAll(/:(\w+)/g, '{$1}')} ${String(one.scope)}`)
  expect(described.toSorted()).toEqual(wanted.toSorted())
})

test('each call has an id of its own, and the tag of its service', () => {
  expect(new Set(operations.map(({ operation }) => operation.operationId)).size).toBe(operations.length)
  const tags = description.tags.map(({ name }) => name)
  for (const { path, operation } of operations) {
    expect(operation.tags).toEqual([path.split('/')[2]])
    expect(tags).toContain(operation.tags[0])
  }
})

test('a call needs a token or a session unless it is open', () => {
  for (const { operation } of operations)
    expect([operation['x-scope'], operation.security.length]).toEqual([
      operation['x-scope'],
      operation['x-scope'] === 'open' ? 0 : 2,
    ])
})
