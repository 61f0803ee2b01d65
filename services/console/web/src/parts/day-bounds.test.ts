import { expect, test } from 'vitest'
import { dayBounds } from './day-bounds.ts'

test('a day lasts from its first moment to the next day’s, by the viewer’s clock', () => {
  const { since, until } = dayBounds({ since: '2026-11-28', until: '2026-11-30' })
  expect(new Date(since ?? '')).toEqual(new Date(2026, 10, 28))
  expect(new Date(until ?? '')).toEqual(new Date(2026, 11, 1))
})

test('no day, and no day in the calendar, is no bound', () => {
  expect(dayBounds({ since: '', until: 'yesterday' })).toEqual({})
})
