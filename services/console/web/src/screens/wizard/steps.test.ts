import { expect, test } from 'vitest'
import { fillIn, FIRST_DRAFT } from './draft.ts'
import { missingFields, openSteps, stepOfField, stepShown } from './steps.ts'

const empty = fillIn(FIRST_DRAFT, [])
const typed = fillIn({ ...FIRST_DRAFT, address: 'a@example.com' }, [])

test('a step is open once all that it needs was said', () => {
  expect(openSteps(fillIn({ ...FIRST_DRAFT, kind: 'maildir' }, []), true)).toEqual(['kind'])
  expect(openSteps(empty, false)).toEqual(['kind', 'server'])
  expect(openSteps(typed, false)).toEqual(['kind', 'server', 'test'])
  expect(openSteps(typed, true)).toEqual(['kind', 'server', 'test', 'policy', 'confirm'])
})

test('an address that leads to a step too far shows the last that is open', () => {
  expect(stepShown('confirm', 'kind', ['kind', 'server'])).toBe('server')
  expect(stepShown('server', 'kind', ['kind', 'server'])).toBe('server')
  expect(stepShown('constructor', 'kind', ['kind', 'server'])).toBe('kind')
  expect(stepShown('', 'server', ['kind', 'server', 'test'])).toBe('server')
})

test('what is missing is named as the service names it', () => {
  expect(missingFields(empty)).toEqual(['address', 'id', 'source.host', 'source.username'])
  expect(missingFields(fillIn({ ...FIRST_DRAFT, kind: 'smtp' }, []))).toEqual(['address', 'id'])
  expect(missingFields(typed)).toEqual([])
})

test('a field stands on one step, and anything else on none', () => {
  expect(['id', 'address', 'source', 'source.port', 'policy.ack', 'routes', ''].map(stepOfField)).toEqual([
    'server',
    'server',
    'server',
    'server',
    'policy',
    undefined,
    undefined,
  ])
})
