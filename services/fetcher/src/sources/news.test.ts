import { expect, test } from 'vitest'
import { createNews } from './news.ts'

const LONG_MS = 60_000
const going = new AbortController().signal

test('what was announced between two waits ends the next one at once, and only that', async () => {
  const news = createNews()
  news.announce()
  expect(await news.wait(going, LONG_MS)).toBe(true)
  expect(await news.wait(going, 1)).toBe(false)
})

test('an announcement ends the wait', async () => {
  const news = createNews()
  const waiting = news.wait(going, LONG_MS)
  news.announce()
  expect(await waiting).toBe(true)
})

test('an interruption ends the wait without news', async () => {
  const news = createNews()
  const waiting = news.wait(going, LONG_MS)
  news.interrupt()
  expect(await waiting).toBe(false)
})

test.each(['before', 'during'])('stopped %s the wait, it ends without news', async (when) => {
  const stop = new AbortController()
  const news = createNews()
  if (when === 'before') stop.abort()
  const waiting = news.wait(stop.signal, LONG_MS)
  stop.abort()
  expect(await waiting).toBe(false)
})
