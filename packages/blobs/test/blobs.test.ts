import { randomBytes } from 'node:crypto'
import { transaction } from '@tubepost/db'
import { type BucketServer, bucketServerMissing, skippedBecause, startBucketServer, tempDir } from '@tubepost/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type BlobConfig, type Blobs, type ByteRange, claimBlob, openBlobs, type WrittenBlob } from '../src/index.ts'
import { type Keeper, MEGABYTE, readBytes, sha256Of, startKeeper, streamOf } from './keeper.ts'

const MAIL = 'message/rfc822'
const OWNER = 'tests/1'
const CHUNK = 256 * 1024
const NEVER = new AbortController().signal

for (const place of ['database', 'bucket'] as const) {
  describe(`bytes in the ${place}`, skippedBecause(place === 'bucket' ? bucketServerMissing() : undefined), () => {
    let keeper: Keeper
    let server: BucketServer | undefined
    let blobs: Blobs

    beforeAll(async () => {
      keeper = await startKeeper()
      if (place === 'bucket') {
        server = await startBucketServer({ dir: await tempDir('bucket') })
        process.env['AWS_SHARED_CREDENTIALS_FILE'] = server.environment.AWS_SHARED_CREDENTIALS_FILE
      }
      const config: BlobConfig = { AWS_REGION: 'us-east-1', ...server?.environment }
      blobs = await openBlobs(keeper.pool, config)
      await blobs.check()
    })
    afterAll(async () => {
      blobs?.close()
      await server?.stop()
      await keeper?.stop()
    })

    const write = (bytes: Uint8Array) => blobs.write(streamOf(bytes), MAIL)
    const claim = (written: WrittenBlob) => transaction(keeper.pool, (tx) => claimBlob(tx, written, OWNER))
    async function store(bytes: Uint8Array): Promise<WrittenBlob> {
      const written = await write(bytes)
      await claim(written)
      return written
    }
    const read = (sha256: string, range?: ByteRange) => readBytes(blobs, sha256, range)
    /** Ids of all contents that the place holds. */
    async function contents(): Promise<string[]> {
      if (server !== undefined) return (await server.keys()).toSorted()
      const { rows } = await keeper.admin.query('select distinct content::text from blob.chunk order by 1')
      return rows.map(({ content }) => String(content))
    }
    const unclaimed = async (): Promise<string[]> =>
      (await keeper.admin.query('select content::text from blob.unclaimed order by 1')).rows.map(({ content }) =>
        String(content),
      )
    const age = (content: string, minutes: number) =>
      keeper.admin.query(
        `update blob.unclaimed set at = at - make_interval(mins => ${minutes}) where content = '${content}'`,
      )
    async function removeUnclaimed(): Promise<number> {
      for (const content of await unclaimed()) await age(content, 61)
      return blobs.removeUnclaimed(NEVER)
    }

    test.each([0, 1, 1000, 5 * MEGABYTE, 12 * MEGABYTE + 7])('%d bytes stream in and out', async (size) => {
      const bytes = randomBytes(size)
      const { reference } = await store(bytes)
      expect(reference).toEqual({ sha256: sha256Of(bytes), size, mediaType: MAIL })
      expect((await read(reference.sha256))?.equals(bytes)).toBe(true)
    })

    test('known bytes are kept once, also when several write them at the same time', async () => {
      const bytes = randomBytes(MEGABYTE)
      const first = await store(bytes)
      const before = await contents()
      const again = await Promise.all([store(bytes), store(bytes), store(bytes)])
      expect(new Set(again.map(({ reference }) => reference.sha256))).toEqual(new Set([sha256Of(bytes)]))
      expect(await removeUnclaimed()).toBe(3)
      expect(await contents()).toEqual(before)
      expect(before).toContain(first.content)
      expect((await read(sha256Of(bytes)))?.equals(bytes)).toBe(true)
    })

    test('bytes that nobody claimed are removed after an hour, and cannot be claimed then', async () => {
      const written = await write(randomBytes(MEGABYTE))
      await age(written.content, 59)
      expect(await blobs.removeUnclaimed(NEVER)).toBe(0)
      expect(await contents()).toContain(written.content)
      await age(written.content, 2)
      expect(await blobs.removeUnclaimed(NEVER)).toBe(1)
      expect(await contents()).not.toContain(written.content)
      expect(await unclaimed()).toEqual([])
      await expect(claim(written)).rejects.toThrow('write it again')
      expect(await read(written.reference.sha256)).toBeUndefined()
    })

    test('bytes that could be removed at any moment cannot be claimed any more', async () => {
      const written = await write(Buffer.from('slow'))
      await age(written.content, 31)
      await expect(claim(written)).rejects.toThrow('minutes ago')
      await removeUnclaimed()
    })

    test('bytes of a transaction that failed are unclaimed, and can be written again', async () => {
      const bytes = randomBytes(1000)
      const written = await write(bytes)
      const failing = transaction(keeper.pool, async (tx) => {
        await claimBlob(tx, written, OWNER)
        throw new Error('the ledger refused')
      })
      await expect(failing).rejects.toThrow('the ledger refused')
      expect(await read(sha256Of(bytes))).toBeUndefined()
      expect(await unclaimed()).toEqual([written.content])
      await store(bytes)
      expect(await removeUnclaimed()).toBe(1)
      expect((await read(sha256Of(bytes)))?.equals(bytes)).toBe(true)
    })

    test('a stream that breaks fails with its own error, and what came of it is removed', async () => {
      const before = await contents()
      async function* breaking() {
        yield randomBytes(6 * MEGABYTE)
        throw new Error('the sender hung up')
      }
      await expect(blobs.write(breaking(), MAIL)).rejects.toThrow('the sender hung up')
      await removeUnclaimed()
      expect(await contents()).toEqual(before)
      expect(await unclaimed()).toEqual([])
    })

    test.each([
      ['the first byte', 0, 1],
      ['a chunk', CHUNK, 2 * CHUNK],
      ['bytes of three chunks', CHUNK - 3, 2 * CHUNK + 5],
      ['the last byte and what would follow', 3 * CHUNK + 6, 9 * CHUNK],
      ['nothing', 7, 7],
      ['what lies behind the end', 3 * CHUNK + 7, 4 * CHUNK],
      ['all', 0, 3 * CHUNK + 7],
    ])('a range is %s', async (_, from, to) => {
      const bytes = randomBytes(3 * CHUNK + 7)
      const { reference } = await store(bytes)
      expect((await read(reference.sha256, { from, to }))?.equals(bytes.subarray(from, to))).toBe(true)
    })

    test('bytes that nobody wrote read as nothing', async () => {
      expect(await read('0'.repeat(64))).toBeUndefined()
      expect(await read('0'.repeat(64), { from: 0, to: 1 })).toBeUndefined()
    })
  })
}
