import { expect, test } from 'vitest'
import { createOutgoingServer } from './outgoing-server.ts'

test('the pause doubles with each failure up to a minute, and ends once it is reached', () => {
  const server = createOutgoingServer()
  expect(server.leftMs(0)).toBe(0)
  const lengths: number[] = []
  for (let now = 0, i = 0; i < 8; i++, now += server.leftMs(now)) {
    server.failed(now)
    lengths.push(server.leftMs(now))
  }
  expect(lengths).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000])
  server.reached()
  expect(server.leftMs(0)).toBe(0)
})

test('a failure within a pause does not lengthen it', () => {
  const server = createOutgoingServer()
  server.failed(0)
  server.failed(500)
  expect(server.leftMs(500)).toBe(500)
})
