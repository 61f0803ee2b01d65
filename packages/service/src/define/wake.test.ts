import { expect, test } from 'vitest'
import { createWake } from './wake.ts'

const NEVER_MS = 1_000_000

test('a wait ends when it is woken', async () => {
  const { wake, wait } = createWake()
  const waiting = wait(NEVER_MS, new AbortController().signal)
  wake()
  await expect(waiting).resolves.toBeUndefined()
})

test('a wake before the wait is not lost', async () => {
  const { wake, wait } = createWake()
  wake()
  await wait(NEVER_MS, new AbortController().signal)
  const stop = new AbortController()
  let ended = false
  const second = wait(NEVER_MS, stop.signal).then(() => {
    ended = true
  })
  await Promise.resolve()
  expect(ended).toBe(false)
  stop.abort()
  await second
})
