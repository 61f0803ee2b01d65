import { readFileSync } from 'node:fs'
import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type BucketServer, bucketServerMissing, skippedBecause, startBucketServer, tempDir } from '../src/index.ts'

describe('a server of buckets', skippedBecause(bucketServerMissing()), () => {
  let server: BucketServer
  let client: S3Client

  const clientWith = (secretAccessKey: string) =>
    new S3Client({
      endpoint: server.environment.AWS_ENDPOINT_URL_S3,
      region: 'us-east-1',
      forcePathStyle: true,
      maxAttempts: 1,
      credentials: { accessKeyId: 'test:tubepost', secretAccessKey },
    })
  const put = (on: S3Client, key: string) =>
    on.send(new PutObjectCommand({ Bucket: server.environment.BLOB_BUCKET, Key: key, Body: `bytes of ${key}` }))

  beforeAll(async () => {
    server = await startBucketServer({ dir: await tempDir('bucket') })
    const file = readFileSync(server.environment.AWS_SHARED_CREDENTIALS_FILE, 'utf8')
    client = clientWith(/aws_secret_access_key = (.*)/.exec(file)?.[1] ?? '')
  })
  afterAll(() => server?.stop())

  test('keeps objects while no process serves them', async () => {
    await put(client, 'one')
    await server.kill()
    await expect(put(client, 'two')).rejects.toThrow()
    await server.start()
    expect(await server.keys()).toEqual(['one'])
    const { Body } = await client.send(new GetObjectCommand({ Bucket: server.environment.BLOB_BUCKET, Key: 'one' }))
    expect(await Body?.transformToString()).toBe('bytes of one')
  })

  test('checks signatures', async () => {
    await expect(put(clientWith('another secret'), 'three')).rejects.toMatchObject({ name: 'SignatureDoesNotMatch' })
  })
})
