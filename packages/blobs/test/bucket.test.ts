import { randomBytes } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { transaction } from '@tubepost/db'
import { type BucketServer, bucketServerMissing, skippedBecause, startBucketServer, tempDir } from '@tubepost/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type BlobConfig, type Blobs, claimBlob, isBucketOutage, openBlobs } from '../src/index.ts'
import { type Misbehaving, startMisbehaving } from './misbehaving.ts'
import { type Keeper, MEGABYTE, readBytes, startKeeper, streamOf } from './keeper.ts'

const OWNER = 'tests/1'
const REGION = { AWS_REGION: 'us-east-1' }
const IN_DATABASE: BlobConfig = REGION

describe('a bucket that fails', skippedBecause(bucketServerMissing()), () => {
  let keeper: Keeper
  let server: BucketServer
  let between: Misbehaving
  let blobs: Blobs
  let config: BlobConfig & { BLOB_BUCKET: string }

  beforeAll(async () => {
    keeper = await startKeeper()
    const dir = await tempDir('bucket')
    server = await startBucketServer({ dir })
    between = await startMisbehaving(server.environment.AWS_ENDPOINT_URL_S3)
    process.env['AWS_SHARED_CREDENTIALS_FILE'] = server.environment.AWS_SHARED_CREDENTIALS_FILE
    config = { ...REGION, BLOB_BUCKET: server.environment.BLOB_BUCKET, AWS_ENDPOINT_URL_S3: between.url }
    blobs = await openBlobs(keeper.pool, config)
  })
  afterAll(async () => {
    blobs?.close()
    await between?.stop()
    await server?.stop()
    await keeper?.stop()
  })

  const write = (bytes: Uint8Array, on = blobs) => on.write(streamOf(bytes), 'message/rfc822')
  async function store(bytes: Uint8Array, on = blobs): Promise<string> {
    const written = await write(bytes, on)
    await transaction(keeper.pool, (tx) => claimBlob(tx, written, OWNER))
    return written.reference.sha256
  }
  async function read(sha256: string): Promise<Buffer> {
    const bytes = await readBytes(blobs, sha256)
    if (bytes === undefined) throw new Error(`no blob ${sha256}`)
    return bytes
  }

  test('an answer of 503 is asked for again, and so is one that breaks off', async () => {
    between.next('503', 'cut')
    const bytes = randomBytes(6 * MEGABYTE)
    expect((await read(await store(bytes))).equals(bytes)).toBe(true)
    expect(between.pending()).toBe(0)
  })

  test('one that does not answer at all fails the write, and says where it looked', async () => {
    await server.kill()
    await expect(write(randomBytes(1000))).rejects.toThrow(
      /^the bucket mails at http:\/\/127\.0\.0\.1:\d+: .*AWS_ENDPOINT_URL_S3/,
    )
    await server.start()
    await store(randomBytes(1000))
  })

  test('bytes that are not those that were written are refused at their end', async () => {
    const sha256 = await store(randomBytes(1000))
    between.next('other bytes')
    await expect(read(sha256)).rejects.toThrow(`blob ${sha256} is damaged: the bucket has other bytes`)
  })

  test('a store that gives more than the range is found out', async () => {
    const bytes = randomBytes(1000)
    const sha256 = await store(bytes)
    between.next('twice')
    const part = () => readBytes(blobs, sha256, { from: 10, to: 20 })
    await expect(part()).rejects.toThrow(`blob ${sha256} is damaged: the bucket has more bytes`)
    expect((await part())?.equals(bytes.subarray(10, 20))).toBe(true)
  })

  test('while the store does not answer a probe fails, and it is an outage', async () => {
    await blobs.probe()
    const sha256 = await store(randomBytes(1000))
    await server.kill()
    const trouble: unknown = await read(sha256).catch((error: unknown) => error)
    expect(isBucketOutage(trouble)).toBe(true)
    await expect(blobs.probe()).rejects.toThrow('the bucket mails')
    await server.start()
    await blobs.probe()
    expect(isBucketOutage(new Error('any other'))).toBe(false)
  })

  test('bytes that break off are not taken for all of them', async () => {
    const sha256 = await store(randomBytes(3 * MEGABYTE))
    between.next('half')
    await expect(read(sha256)).rejects.toThrow('the bucket mails')
  })

  test('an object that is gone is missed by name', async () => {
    const written = await write(randomBytes(1000))
    await transaction(keeper.pool, (tx) => claimBlob(tx, written, OWNER))
    await keeper.admin.query(`insert into blob.unclaimed (content, place, at) values ($1, 'bucket', 'yesterday')`, [
      written.content,
    ])
    await blobs.removeUnclaimed(new AbortController().signal)
    await expect(read(written.reference.sha256)).rejects.toThrow('there is no such object')
  })

  test.each([
    [
      'a bucket that is not there',
      { BLOB_BUCKET: 'nowhere' },
      'there is no such bucket: make it, or correct BLOB_BUCKET',
    ],
    ['a port where nobody is', { AWS_ENDPOINT_URL_S3: 'http://127.0.0.1:1' }, 'correct AWS_ENDPOINT_URL_S3, or wait'],
  ])('%s: the check says what to correct', async (_, wrong, told) => {
    const other = await openBlobs(keeper.pool, { ...config, ...wrong })
    await expect(other.check()).rejects.toThrow(told)
    other.close()
  })

  /** The answer of the check with another file of credentials. */
  async function checkWith(file: string): Promise<string> {
    process.env['AWS_SHARED_CREDENTIALS_FILE'] = file
    const other = await openBlobs(keeper.pool, config)
    const error: unknown = await other.check().catch((refused: unknown) => refused)
    process.env['AWS_SHARED_CREDENTIALS_FILE'] = server.environment.AWS_SHARED_CREDENTIALS_FILE
    other.close()
    return String(error)
  }

  test('credentials of somebody else: the check says what they need, and tells no secret', async () => {
    const file = join(await tempDir('credentials'), 'credentials')
    writeFileSync(file, '[default]\naws_access_key_id = test:tubepost\naws_secret_access_key = geheim\n')
    const said = await checkWith(file)
    expect(said).toMatch(/SignatureDoesNotMatch: correct the credentials, or allow them s3:GetObject/)
    expect(said).not.toContain('geheim')
  })

  test('no credentials at all: the check says where they are looked for', async () => {
    process.env['AWS_EC2_METADATA_DISABLED'] = 'true' // or it asks whether this is a machine of Amazon's
    expect(await checkWith('/nowhere')).toContain('let AWS_SHARED_CREDENTIALS_FILE name a file')
  })

  test('blobs stay readable in their place when the configuration changes', async () => {
    const elsewhere = await openBlobs(keeper.pool, IN_DATABASE)
    const [before, after] = [randomBytes(1000), randomBytes(1000)]
    const inDatabase = await store(before, elsewhere)
    const inBucket = await store(after)
    expect((await read(inDatabase)).equals(before)).toBe(true)
    await expect(elsewhere.read(inBucket)).rejects.toThrow(`blob ${inBucket} is in a bucket: set BLOB_BUCKET`)
    expect(await store(before)).toBe(inDatabase)
    expect((await read(inDatabase)).equals(before)).toBe(true)
  })
})
