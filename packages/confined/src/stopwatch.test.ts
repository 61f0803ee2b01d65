import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createStopwatch } from './stopwatch.ts'

beforeEach(() => vi.useFakeTimers())
afterEach(() => vi.useRealTimers())

test('given two runs that are too long together, then it is late within the second', () => {
  let calls = 0
  const clock = createStopwatch(1_000, () => calls++)
  clock.go()
  vi.advanceTimersByTime(600)
  clock.stop()
  vi.advanceTimersByTime(60_000)
  expect([calls, clock.isLate()]).toEqual([0, false])
  clock.go()
  vi.advanceTimersByTime(399)
  expect(clock.isLate()).toBe(false)
  vi.advanceTimersByTime(1)
  expect([calls, clock.isLate()]).toEqual([1, true])
})

test('given a stop without a run, then nothing happens', () => {
  const clock = createStopwatch(1, () => {})
  clock.stop()
  vi.advanceTimersByTime(10)
  expect(clock.isLate()).toBe(false)
})
