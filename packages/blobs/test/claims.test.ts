import { randomBytes } from 'node:crypto'
import { transaction } from '@tubepost/db'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type BlobClaim, type Blobs, claimBlob, claimKnown, openBlobs, releaseClaims } from '../src/index.ts'
import { type Keeper, readBytes, sha256Of, startKeeper, streamOf } from './keeper.ts'

let keeper: Keeper
let blobs: Blobs

beforeAll(async () => {
  keeper = await startKeeper()
  blobs = await openBlobs(keeper.pool, { AWS_REGION: 'us-east-1' })
})
afterAll(() => keeper?.stop())

/** Stores bytes for an owner. @returns their SHA-256 */
async function store(bytes: Uint8Array, owner: string): Promise<string> {
  const written = await blobs.write(streamOf(bytes), 'message/rfc822')
  await transaction(keeper.pool, (tx) => claimBlob(tx, written, owner))
  return written.reference.sha256
}
const known = (...claims: readonly BlobClaim[]) => transaction(keeper.pool, (tx) => claimKnown(tx, claims))
const release = (...owners: readonly string[]) => transaction(keeper.pool, (tx) => releaseClaims(tx, owners))
const read = (sha256: string) => readBytes(blobs, sha256)
async function ownersOf(sha256: string): Promise<string[]> {
  const { rows } = await keeper.admin.query<{ owner: string }>('select owner from blob.claim where sha256 = $1', [
    sha256,
  ])
  return rows.map(({ owner }) => owner).toSorted()
}
/** A transaction that is open until `commit`. */
async function open() {
  const tx = await keeper.pool.connect()
  await tx.query('begin')
  return {
    tx,
    async commit() {
      await tx.query('commit')
      tx.release()
    },
  }
}
async function isWaiting(): Promise<boolean> {
  const { rows } = await keeper.admin.query<{ waits: boolean }>(
    `select exists (select from pg_locks l join pg_stat_activity a using (pid)
                    where not l.granted and a.datname = current_database()) as waits`,
  )
  return rows[0]?.waits === true
}
async function untilWaiting(): Promise<void> {
  while (!(await isWaiting())) await new Promise(setImmediate)
}

test('given two owners, then bytes go when the last of them lets go', async () => {
  const bytes = randomBytes(1000)
  const sha256 = await store(bytes, 'fetcher/1')
  expect(await known({ sha256, owner: 'case/7' })).toEqual([])
  expect(await ownersOf(sha256)).toEqual(['case/7', 'fetcher/1'])
  await release('fetcher/1', 'fetcher/2')
  expect((await read(sha256))?.equals(bytes)).toBe(true)
  await release('case/7')
  expect(await read(sha256)).toBeUndefined()
})

test('given bytes that are gone, then the claim says so and the others are made', async () => {
  const sha256 = await store(randomBytes(10), 'fetcher/1')
  const missing = 'f'.repeat(64)
  expect(await known({ sha256: missing, owner: 'case/1' }, { sha256, owner: 'case/1' })).toEqual([missing])
  expect(await ownersOf(sha256)).toEqual(['case/1', 'fetcher/1'])
  expect(await known()).toEqual([])
})

test('a claim that is made twice is one', async () => {
  const bytes = randomBytes(10)
  const sha256 = await store(bytes, 'fetcher/1')
  await store(bytes, 'fetcher/1')
  await known({ sha256, owner: 'fetcher/1' }, { sha256, owner: 'fetcher/1' })
  expect(await ownersOf(sha256)).toEqual(['fetcher/1'])
})

test('letting go in a transaction that fails changes nothing', async () => {
  const sha256 = await store(randomBytes(10), 'fetcher/9')
  const failing = transaction(keeper.pool, async (tx) => {
    await releaseClaims(tx, ['fetcher/9'])
    throw new Error('the record was kept')
  })
  await expect(failing).rejects.toThrow('the record was kept')
  expect(await ownersOf(sha256)).toEqual(['fetcher/9'])
  expect(await read(sha256)).toBeDefined()
})

test('given two that let go at the same time, then the later one takes the bytes along', async () => {
  const sha256 = await store(randomBytes(10), 'fetcher/1')
  await known({ sha256, owner: 'case/1' })
  const first = await open()
  await releaseClaims(first.tx, ['fetcher/1'])
  const second = release('case/1')
  await untilWaiting()
  await first.commit()
  await second
  expect(await read(sha256)).toBeUndefined()
})

test('bytes that are claimed while the last owner lets go stay', async () => {
  const sha256 = await store(randomBytes(10), 'fetcher/1')
  const claiming = await open()
  expect(await claimKnown(claiming.tx, [{ sha256, owner: 'case/1' }])).toEqual([])
  const releasing = release('fetcher/1')
  await untilWaiting()
  await claiming.commit()
  await releasing
  expect(await ownersOf(sha256)).toEqual(['case/1'])
  expect(await read(sha256)).toBeDefined()
})

test('bytes that are written again while the last owner lets go stay', async () => {
  const bytes = randomBytes(1000)
  const sha256 = await store(bytes, 'fetcher/1')
  const releasing = await open()
  await releaseClaims(releasing.tx, ['fetcher/1'])
  const storing = store(bytes, 'fetcher/2')
  await untilWaiting()
  await releasing.commit()
  await storing
  expect(await ownersOf(sha256)).toEqual(['fetcher/2'])
  expect((await read(sha256))?.equals(bytes)).toBe(true)
  expect(sha256).toBe(sha256Of(bytes))
})
