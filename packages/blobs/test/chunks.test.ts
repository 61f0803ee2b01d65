import { randomBytes } from 'node:crypto'
import { transaction } from '@tubepost/db'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Blobs, claimBlob, openBlobs } from '../src/index.ts'
import { type Keeper, readBytes, sha256Of, startKeeper, streamOf } from './keeper.ts'

const CHUNK = 256 * 1024

let keeper: Keeper
let blobs: Blobs

beforeAll(async () => {
  keeper = await startKeeper()
  blobs = await openBlobs(keeper.pool, { AWS_REGION: 'us-east-1' })
})
afterAll(() => keeper?.stop())

async function lengthsOf(content: string): Promise<number[]> {
  const { rows } = await keeper.admin.query<{ length: number }>(
    'select octet_length(bytes) as length from blob.chunk where content = $1 order by position',
    [content],
  )
  return rows.map(({ length }) => length)
}

test.each([
  [0, []],
  [1, [1]],
  [CHUNK, [CHUNK]],
  [CHUNK + 1, [CHUNK, 1]],
  [3 * CHUNK, [CHUNK, CHUNK, CHUNK]],
])('%d bytes are chunks of 256 KiB and a rest, however they come', async (size, lengths) => {
  const bytes = randomBytes(size)
  for (const piece of [10_007, CHUNK, 2 * CHUNK + 9]) {
    const { content } = await blobs.write(streamOf(bytes, piece), 'message/rfc822')
    expect(await lengthsOf(content)).toEqual(lengths)
  }
})

test('ranges of a blob of the version before, whose chunks differ in length, are right', async () => {
  const bytes = randomBytes(100)
  const written = await blobs.write(streamOf(bytes), 'message/rfc822')
  await transaction(keeper.pool, (tx) => claimBlob(tx, written, 'tests/1'))
  await keeper.admin.query('delete from blob.chunk where content = $1', [written.content])
  const cuts = [0, 10, 11, 60, 100]
  for (const [position, from] of cuts.slice(0, -1).entries())
    await keeper.admin.query('insert into blob.chunk (content, position, bytes) values ($1, $2, $3)', [
      written.content,
      position,
      bytes.subarray(from, cuts[position + 1]),
    ])
  for (let from = 0; from < 100; from += 7)
    for (let to = from; to <= 100; to += 9) {
      const read = await readBytes(blobs, sha256Of(bytes), { from, to })
      expect(read?.equals(bytes.subarray(from, to))).toBe(true)
    }
})

test('a range whose bytes are gone ends with an error', async () => {
  const bytes = randomBytes(2 * CHUNK)
  const written = await blobs.write(streamOf(bytes), 'message/rfc822')
  await transaction(keeper.pool, (tx) => claimBlob(tx, written, 'tests/1'))
  await keeper.admin.query('delete from blob.chunk where content = $1 and position = 1', [written.content])
  await expect(readBytes(blobs, sha256Of(bytes), { from: 5, to: CHUNK + 5 })).rejects.toThrow(
    'is damaged: the database has fewer bytes',
  )
})
