import { API_SCOPES, Failure, ROLES, SERVICE_NAMES } from '@tubepost/api'
import { SERVICES } from '@tubepost/events'
import { type DeclaredRoute, routesOf, SCOPES } from '@tubepost/service'
import { PersonEntry } from '@tubepost/setup'
import { beforeAll, expect, test } from 'vitest'
import { definitions } from '../src/services.ts'

interface Described {
  readonly description?: string
  readonly examples?: readonly unknown[]
  readonly content?: object
}

let calls: DeclaredRoute[] = []
const named = ({ method, path }: DeclaredRoute) => `${method} ${path}`
const answersOf = ({ schema }: DeclaredRoute) => (schema.response ?? {}) as Readonly<Record<string, Described>>
const without = (isThere: (route: DeclaredRoute) => boolean) => calls.filter((one) => !isThere(one)).map(named)

beforeAll(async () => {
  const routes = (await Promise.all(definitions.map(routesOf))).flat()
  // The server makes the HEAD of a GET; a hidden route hands calls on to routes that are described.
  calls = routes.filter(({ method, schema }) => method !== 'HEAD' && schema.hide !== true)
})

test('every route of every service has a summary', () => {
  expect(calls.length).toBeGreaterThan(45)
  expect(without(({ schema }) => /^[A-Z].{5,70}[^.]$/.test(schema.summary ?? ''))).toEqual([])
})

test('every route describes its success, with an example', () => {
  const isWhole = ({ description = '', examples = [], content }: Described) =>
    description.length > 5 && (examples.length > 0 || content !== undefined)
  expect(
    without((route) => {
      const successes = Object.entries(answersOf(route)).filter(([status]) => /^[23]/.test(status))
      // A range of it is part of the same success (RFC 9110 §15.3.7).
      const whole = successes.filter(([status]) => status !== '206')
      return whole.length === 1 && successes.every(([, answer]) => isWhole(answer))
    }),
  ).toEqual([])
})

test('every route describes its failures, in the one shape', () => {
  expect(without((route) => answersOf(route)['default'] === Failure)).toEqual([])
})

test('a route that takes one of several by its id says that there may be none', () => {
  const ofOne = calls.filter(({ path }) => path.includes('/:'))
  // The history of somebody who is gone is kept, so it is asked for by any id.
  const knows = (route: DeclaredRoute) => '404' in answersOf(route) || route.path.endsWith('/history')
  expect(ofOne.filter((one) => !knows(one)).map(named)).toEqual([])
})

test('the lists of the contract are those of the services', () => {
  expect([...API_SCOPES].toSorted()).toEqual([...SCOPES].toSorted())
  expect(SERVICE_NAMES).toEqual(SERVICES)
  const { anyOf = [] } = PersonEntry.properties.role as { anyOf?: readonly { const: string }[] }
  expect(anyOf.map((role) => role.const)).toEqual(ROLES)
})
