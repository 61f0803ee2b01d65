import { readdirSync } from 'node:fs'
import { buffer } from 'node:stream/consumers'
import type { WrittenBlob } from '@tubepost/blobs'
import { tempDir } from '@tubepost/testing'
import { beforeAll, beforeEach, expect, test } from 'vitest'
import type { FetcherContext } from '../src/fetcher-state.ts'
import { keepWhole } from '../src/reading/keep-whole.ts'
import type { OwnedFolder } from '../src/reading/owned-folder.ts'
import { createFetcherState } from '../src/fetcher-state.ts'
import { RefusedError, SourceError } from '../src/sources/source-errors.ts'

const NEVER = new AbortController().signal
const MAX = 1_000

type Bytes = () => AsyncIterable<Uint8Array> | undefined
/** A message of these parts, whose reading ends with the error where one is given. */
const parts = (sizes: readonly number[], error?: Error): Bytes =>
  async function* () {
    for (const size of sizes) {
      readBytes += size
      yield Buffer.alloc(size, 'x')
    }
    if (error !== undefined) throw error
  }

let dir: string
let readBytes: number
let reading: number
let atOnce: { reading: number; writing: number }
let written: string[]

beforeAll(async () => {
  dir = await tempDir('spool')
})
beforeEach(() => {
  readBytes = 0
  reading = 0
  atOnce = { reading: 0, writing: 0 }
  written = []
})

/** Keeps the messages, whose UIDs are 1, 2, …, from a folder and in a place that are played. */
async function keep(
  messages: readonly Bytes[],
  { write = async () => {}, stopped = NEVER }: { write?: (uid: number) => Promise<void>; stopped?: AbortSignal } = {},
) {
  let writing = 0
  const folder = {
    async whole(uid: number) {
      const bytes = messages[uid - 1]?.()
      return bytes && counted(bytes)
    },
  }
  const blobs = {
    async write(bytes: AsyncIterable<Uint8Array>): Promise<WrittenBlob> {
      atOnce.writing = Math.max(atOnce.writing, ++writing)
      try {
        const { length: size } = await buffer(bytes)
        await write(written.length + 1)
        const content = `content ${written.length}`
        written.push(content)
        return { reference: { sha256: String(size), size, mediaType: 'x/y' }, content, place: 'database' }
      } finally {
        writing--
      }
    },
  }
  const context = { config: { SMTP_SPOOL_DIR: dir }, state: createFetcherState(), blobs }
  const there = { mailbox: { policy: { maxMailBytes: MAX } }, folder }
  const uids = messages.map((_, at) => at + 1)
  const kept = await keepWhole(context as unknown as FetcherContext, there as unknown as OwnedFolder, uids, stopped)
  expect(readdirSync(dir).filter((name) => name.endsWith('.eml'))).toEqual([])
  const sizes = [...kept.wholes].map(([uid, { size, written: kept_ }]) => [uid, size, kept_?.reference.size])
  return { sizes: sizes.toSorted(([a = 0], [b = 0]) => a - b), failure: kept.failure }
}

async function* counted(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  atOnce.reading = Math.max(atOnce.reading, ++reading)
  try {
    yield* bytes
  } finally {
    reading--
  }
}

test('one message is written while the next is read', async () => {
  // The first write ends when the second message was read.
  const second = Promise.withResolvers<void>()
  const write = async () => second.promise
  const messages = Array.from({ length: 9 }, (_, at) => (): AsyncIterable<Uint8Array> | undefined => {
    if (at === 1) second.resolve()
    return parts([at, 10])()
  })
  const { sizes, failure } = await keep(messages, { write })
  expect(sizes).toEqual(Array.from({ length: 9 }, (_, at) => [at + 1, at + 10, at + 10]))
  expect(failure).toBeUndefined()
  expect(atOnce).toEqual({ reading: 1, writing: 1 })
  expect(reading).toBe(0)
})

test('given messages that are gone, or vanish meanwhile, then the others are kept', async () => {
  const gone = () => undefined
  const vanished = parts([5], new RefusedError('source/incomplete', 'not all of it'))
  const { sizes, failure } = await keep([parts([1]), gone, vanished, parts([4])])
  expect(sizes).toEqual([
    [1, 1, 1],
    [4, 4, 4],
  ])
  expect(failure).toBeUndefined()
})

test('given a session that ends amid a message, then no more is tried', async () => {
  const lost = new SourceError('source/unreachable', 'The connection was lost.')
  const { sizes, failure } = await keep([parts([1]), parts([5], lost), parts([3])])
  expect(sizes).toEqual([[1, 1, 1]])
  expect(failure).toEqual({ error: lost, uid: 2 })
  expect(written).toHaveLength(1)
})

test('given a message that turns out too large, then none of it is written', async () => {
  const endless = parts(Array.from({ length: 1_000 }, () => 300))
  const { sizes, failure } = await keep([endless, parts([MAX]), parts([MAX, 1])])
  expect(sizes).toEqual([
    [1, 1_200, undefined],
    [2, MAX, MAX],
    [3, MAX + 1, undefined],
  ])
  expect(failure).toBeUndefined()
  expect(readBytes).toBe(1_200 + MAX + MAX + 1)
})

test('given bytes that cannot be stored, then it is the fault of no message', async () => {
  const down = Object.assign(new Error('no'), { code: 'ECONNREFUSED' })
  const write = async (uid: number) => {
    if (uid === 2) throw down
  }
  const { sizes, failure } = await keep(
    Array.from({ length: 20 }, () => parts([7])),
    { write },
  )
  expect(sizes.length).toBeLessThan(5)
  expect(failure).toEqual({ error: expect.objectContaining({ code: 'source/bytes-not-kept', cause: down }) })
})

test('given a service that stops, then the message in hand is the last', async () => {
  const stopping = new AbortController()
  const second: Bytes = () => {
    stopping.abort()
    return parts([2])()
  }
  const { sizes } = await keep([parts([1]), second, parts([3])], { stopped: stopping.signal })
  expect(sizes).toEqual([
    [1, 1, 1],
    [2, 2, 2],
  ])
})
