import { expect, test } from 'vitest'
import { writeAge } from './write-age.ts'

const NOW = Date.parse('2026-11-28T12:00:00Z')
const age = (at: string, locale = 'en') => writeAge(at, { now: NOW, locale })

test.each([
  ['2026-11-28T11:59:55Z', '5 seconds ago'],
  ['2026-11-28T11:59:00Z', '1 minute ago'],
  ['2026-11-28T11:00:01Z', '59 minutes ago'],
  ['2026-11-28T09:00:00Z', '3 hours ago'],
  ['2026-11-26T11:00:00Z', '2 days ago'],
])('%s is %s', (at, written) => {
  expect(age(at)).toBe(written)
})

test('a clock that is a little ahead makes no time to come', () => {
  expect(age('2026-11-28T12:00:03Z')).toMatch(/0 seconds/)
})

test('an age is written in the reader’s language', () => {
  expect(age('2026-11-28T09:00:00Z', 'de')).toBe('vor 3 Stunden')
})
