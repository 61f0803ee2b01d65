import { expect, test } from 'vitest'
import { readRescanDay } from './read-rescan-day.ts'

const now = new Date('2026-11-25T04:00:00Z')

test.each([
  ['2026-11-01', '2026-11-01'],
  ['2026-11-01T23:00:00-05:00', '2026-11-02'],
  ['2026-11-01T09:00:00Z', '2026-11-01'],
  ['2026-11-26', '2026-11-26'], // it is that day already somewhere
  ['1970-01-01', '1970-01-01'],
])('%s is looked through from %s on', (text, day) => {
  expect(readRescanDay(text, now)).toBe(day)
})

test.each([
  '',
  'yesterday',
  '2026-13-01',
  '2026-02-30',
  '01/11/2026',
  '2026-11-01T09:00:00',
  '+002026-11-01',
  '2026-11-27',
])('"%s" is refused', (text) => {
  expect(() => readRescanDay(text, now)).toThrow(
    expect.objectContaining({ statusCode: 400, code: 'bad_date' }) as Error,
  )
})
