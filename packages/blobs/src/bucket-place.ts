import { Readable } from 'node:stream'
import { DeleteObjectCommand, GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { Upload } from '@aws-sdk/lib-storage'
import type { Pool } from '@tubepost/db'
import { noteUnclaimed } from './blob-sql.ts'
import { BucketError } from './bucket-error.ts'
import type { BlobConfig } from './config.ts'
import type { Place } from './place.ts'

export interface BucketPlace extends Place {
  /** Writes and removes an object. Throws an error that says what to correct. */
  check(): Promise<void>
  /** Throws while the store does not answer. */
  probe(): Promise<void>
  close(): void
}

// The least that S3 takes as a part of an upload (Amazon S3 multipart upload limits); one is in memory at a time.
const PART_BYTES = 5 * 1024 * 1024
const CONNECT_TIMEOUT_MS = 5_000
// For one part of 5 MiB, at each of the SDK's three attempts: less than the ten minutes that a sender waits after its last
// dot (RFC 5321 §4.5.3.2.6). One that gives up on a large mail and a slow store sends it again.
const REQUEST_TIMEOUT_MS = 60_000
const TRIAL = 'tubepost-trial'

/** Bytes as objects of an S3 store, each named after its content. */
export function bucketPlace(pool: Pool, bucket: string, config: BlobConfig): BucketPlace {
  const { AWS_ENDPOINT_URL_S3: endpoint, AWS_REGION: region } = config
  const client = new S3Client({
    region,
    // Amazon has a host for each bucket; others need not.
    ...(endpoint !== undefined && { endpoint, forcePathStyle: true }),
    requestHandler: {
      connectionTimeout: CONNECT_TIMEOUT_MS,
      requestTimeout: REQUEST_TIMEOUT_MS,
      throwOnRequestTimeout: true,
      socketTimeout: REQUEST_TIMEOUT_MS,
    },
    // Bytes are signed with their SHA-256 and known by it; other stores do not know the SDK's own checksums.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
  })
  const told = (error: unknown) => new BucketError(error, bucket, endpoint ?? `Amazon S3, ${region}`)
  const remove = (key: string) => client.send(new DeleteObjectCommand({ Bucket: bucket, Key: key }))

  return {
    name: 'bucket',
    async write(content, bytes) {
      await noteUnclaimed(pool, { content, place: 'bucket' })
      // An error of the bytes' source is not the bucket's.
      const body = Readable.from(bytes)
      try {
        const params = { Bucket: bucket, Key: content, Body: body }
        await new Upload({ client, queueSize: 1, partSize: PART_BYTES, params }).done()
      } catch (error) {
        throw body.errored ?? told(error)
      }
    },
    async *read(content, range) {
      try {
        const within = range && { Range: `bytes=${range.from}-${range.to - 1}` } // RFC 9110 §14.1.2: with its last byte
        const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: content, ...within }))
        for await (const part of Body as Readable) yield part
      } catch (error) {
        throw told(error)
      }
    },
    async remove(contents) {
      for (const content of contents)
        await remove(content).catch((error: unknown) => {
          throw told(error)
        })
    },
    async check() {
      try {
        await client.send(new PutObjectCommand({ Bucket: bucket, Key: TRIAL, Body: TRIAL }))
        await remove(TRIAL)
      } catch (error) {
        throw told(error)
      }
    },
    async probe() {
      try {
        // Not HEAD: Swift 2.30 answers that with bytes of a body, and spoils the connection for the next request.
        const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: TRIAL }))
        ;(Body as Readable).destroy()
      } catch (error) {
        const trouble = told(error)
        if (trouble.isOutage) throw trouble // any other answer is one
      }
    },
    close: () => client.destroy(),
  }
}
