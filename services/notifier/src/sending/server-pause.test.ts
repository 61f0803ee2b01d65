import { expect, test } from 'vitest'
import { createServerPause } from './server-pause.ts'

test('the pause doubles with each failure up to a minute, and ends once it is reached', () => {
  const pause = createServerPause()
  expect(pause.leftMs(0)).toBe(0)
  const lengths: number[] = []
  for (let now = 0, i = 0; i < 8; i++, now += pause.leftMs(now)) {
    pause.failed(now)
    lengths.push(pause.leftMs(now))
  }
  expect(lengths).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000])
  pause.reached()
  expect(pause.leftMs(0)).toBe(0)
})

test('a failure within a pause does not lengthen it', () => {
  const pause = createServerPause()
  pause.failed(0)
  pause.failed(500)
  expect(pause.leftMs(500)).toBe(500)
})
