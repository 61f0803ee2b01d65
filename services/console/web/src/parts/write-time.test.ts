import { expect, test } from 'vitest'
import { differs, writeTime, zoneWritten } from './write-time.ts'

const now = Date.parse('2026-11-28T12:00:00Z')
const written = (at: string, timeZone: string, locale = 'en') =>
  writeTime(at, { now, locale, timeZone }).replaceAll(/\s/g, ' ')

test.each([
  ['2026-11-28T15:00:00Z', 'UTC', 'en', '3:00 PM'],
  ['2026-11-28T15:00:00Z', 'UTC', 'de', '15:00'],
  ['2026-11-28T23:30:00Z', 'Europe/Berlin', 'de', 'So., 29. Nov., 0:30'],
  ['2027-01-02T09:00:00Z', 'UTC', 'en', 'Sat, Jan 2, 2027, 9:00 AM'],
])('%s in %s is written in %s as "%s"', (at, timeZone, locale, expected) => {
  expect(written(at, timeZone, locale)).toBe(expected)
})

test('the zone of a time is its offset; UTC says nothing of a person', () => {
  expect(zoneWritten('2026-11-28T15:00:00+05:30')).toBe('+05:30')
  expect(zoneWritten('2026-11-28T15:00:00Z')).toBeUndefined()
  expect(written('2026-11-28T15:00:00+05:30', '+05:30')).toBe('3:00 PM')
})

test('clocks differ by what they show at that moment, not by the name of their zone', () => {
  expect(differs('2026-11-28T15:00:00Z', 'Europe/Berlin', 'Europe/Madrid')).toBe(false)
  expect(differs('2026-11-28T15:00:00Z', 'Europe/Berlin', 'Europe/London')).toBe(true)
})
