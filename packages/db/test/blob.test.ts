import { createHash, randomBytes } from 'node:crypto'
import { type FreshDatabase, freshDatabase, type PostgresServer, startPostgres, tempDir } from '@tubepost/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Pool, readBlob, storeBlob, transaction } from '../src/index.ts'
import { migrated, poolOf, schemas } from './database.ts'

let postgres: PostgresServer
let database: FreshDatabase
let storing: Pool
let reading: Pool

beforeAll(async () => {
  postgres = await startPostgres({ dir: await tempDir('postgres'), settings: { fsync: 'off' } })
  database = await freshDatabase(postgres)
  await migrated(database)
  storing = poolOf(database, schemas[0] as (typeof schemas)[0])
  reading = poolOf(database, schemas[1] as (typeof schemas)[0])
})
afterAll(async () => {
  await Promise.all([storing?.end(), reading?.end()])
  await postgres?.stop()
})

const MEGABYTE = 1024 * 1024
const sha256Of = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')
const count = async (table: string) => Number((await reading.query(`select count(*) from blob.${table}`)).rows[0].count)

/** The bytes in pieces as a socket brings them; `read` tells how many were taken. */
function streamOf(bytes: Uint8Array, piece = 16_384) {
  const progress = { read: 0 }
  async function* pieces() {
    for (let at = 0; at < bytes.length; at += piece) {
      const part = bytes.subarray(at, at + piece)
      progress.read += part.length
      yield part
    }
  }
  return Object.assign(pieces(), { progress })
}
const store = (bytes: Uint8Array, maxBytes = 50 * MEGABYTE) =>
  transaction(storing, (tx) => storeBlob(tx, streamOf(bytes), 'message/rfc822', maxBytes))

async function read(sha256: string): Promise<{ bytes: Buffer; largest: number }> {
  const chunks: Uint8Array[] = []
  for await (const chunk of readBlob(reading, sha256)) chunks.push(chunk)
  return { bytes: Buffer.concat(chunks), largest: Math.max(0, ...chunks.map((chunk) => chunk.length)) }
}

test('five megabytes stream in and out in pieces', async () => {
  const bytes = randomBytes(5 * MEGABYTE + 7)
  expect(await store(bytes)).toEqual({ sha256: sha256Of(bytes), size: bytes.length, mediaType: 'message/rfc822' })
  const back = await read(sha256Of(bytes))
  expect(back.bytes.equals(bytes)).toBe(true)
  expect(back.largest).toBeLessThan(MEGABYTE / 2)
})

test('known content is kept once, also when several store it at the same time', async () => {
  const bytes = randomBytes(MEGABYTE)
  await store(bytes)
  const chunks = await count('chunk')
  const blobs = await count('blob')
  const references = await Promise.all([store(bytes), store(bytes), store(bytes)])
  expect(new Set(references.map((reference) => reference?.sha256))).toEqual(new Set([sha256Of(bytes)]))
  expect([await count('chunk'), await count('blob')]).toEqual([chunks, blobs])
  expect((await read(sha256Of(bytes))).bytes.equals(bytes)).toBe(true)
})

test('what is over the limit is read to its end and not stored; what just fits is', async () => {
  const before = [await count('chunk'), await count('blob')]
  const bytes = randomBytes(2 * MEGABYTE)
  const stream = streamOf(bytes)
  const refused = await transaction(storing, (tx) => storeBlob(tx, stream, 'message/rfc822', 2 * MEGABYTE - 1))
  expect(refused).toBeUndefined()
  expect(stream.progress.read).toBe(bytes.length)
  expect([await count('chunk'), await count('blob')]).toEqual(before)
  expect(await store(bytes, 2 * MEGABYTE)).toMatchObject({ size: 2 * MEGABYTE })
})

test('a stream that breaks leaves nothing', async () => {
  const before = [await count('chunk'), await count('blob')]
  async function* breaking() {
    yield randomBytes(MEGABYTE)
    throw new Error('connection lost')
  }
  await expect(transaction(storing, (tx) => storeBlob(tx, breaking(), 'x/y', 50 * MEGABYTE))).rejects.toThrow('lost')
  expect([await count('chunk'), await count('blob')]).toEqual(before)
})

test('nothing is content too, and what is unknown reads as nothing', async () => {
  expect(await store(new Uint8Array())).toMatchObject({ size: 0, sha256: sha256Of(new Uint8Array()) })
  expect((await read(sha256Of(new Uint8Array()))).bytes).toHaveLength(0)
  expect((await read('0'.repeat(64))).bytes).toHaveLength(0)
})
