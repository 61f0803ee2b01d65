import { createHash, randomUUID } from 'node:crypto'
import type { Pool } from '@tubepost/db'
import { findContent, forgetUnclaimed, oldUnclaimed, type WrittenBlob } from './blob-sql.ts'
import type { BlobConfig } from './config.ts'
import { databasePlace } from './database-place.ts'
import type { ByteRange } from './place.ts'

/**
 * Bytes by their SHA-256, in the database or, with BLOB_BUCKET, in a bucket; what is in one stays there when the other is
 * configured. Which bytes there are, the database knows.
 *
 * Bytes are written before the transaction that refers to them, and belong to nobody until it claims them. A writer that
 * dies leaves what it wrote unclaimed, and `removeUnclaimed` removes it.
 */
export interface Blobs {
  /** Throws when bytes cannot be kept where the configuration says, with what to correct. */
  check(): Promise<void>
  /** Streams the bytes to where they are kept; see `claimBlob`. Holds one part of them in memory. */
  write(bytes: AsyncIterable<Uint8Array>, mediaType: string): Promise<WrittenBlob>
  /**
   * The bytes, or undefined when no blob has this SHA-256. The last step throws when they are not what was written; of a
   * range, whose bytes have no digest, when there are more or fewer. A range may go beyond the end.
   */
  read(sha256: string, range?: ByteRange): Promise<AsyncIterable<Uint8Array> | undefined>
  /** Throws while the bucket, where there is one, does not answer. */
  probe(): Promise<void>
  /** Removes contents that nobody can claim any more. @returns how many */
  removeUnclaimed(signal: AbortSignal): Promise<number>
  close(): void
}

const BATCH = 100

export async function openBlobs(pool: Pool, config: BlobConfig): Promise<Blobs> {
  const { BLOB_BUCKET: name } = config
  // The SDK takes seventeen megabytes of memory, so it is loaded only with a bucket.
  const bucket = name === undefined ? undefined : (await import('./bucket-place.ts')).bucketPlace(pool, name, config)
  const database = databasePlace(pool)
  const places = bucket === undefined ? [database] : [bucket, database]
  const [preferred = database] = places

  return {
    check: async () => bucket?.check(),
    async write(bytes, mediaType) {
      const content = randomUUID()
      const hash = createHash('sha256')
      let size = 0
      async function* counted() {
        for await (const part of bytes) {
          hash.update(part)
          size += part.byteLength
          yield part
        }
      }
      await preferred.write(content, counted())
      return { reference: { sha256: hash.digest('hex'), size, mediaType }, content, place: preferred.name }
    },
    async read(sha256, range) {
      const found = await findContent(pool, sha256)
      if (found === undefined) return undefined
      const { content, size } = found
      const place = places.find((each) => each.name === found.place)
      if (place === undefined) throw new Error(`blob ${sha256} is in a bucket: set BLOB_BUCKET`)
      const damaged = (what: string) => new Error(`blob ${sha256} is damaged: the ${place.name} has ${what} bytes`)
      if (range === undefined) return verified(place.read(content), sha256, damaged)
      const from = range.from
      const to = Math.min(range.to, size)
      return from < to ? ofLength(place.read(content, { from, to }), to - from, damaged) : NOTHING
    },
    probe: async () => bucket?.probe(),
    async removeUnclaimed(signal) {
      let removed = 0
      for (const place of places) {
        let count = BATCH
        while (count === BATCH && !signal.aborted) {
          const contents = await oldUnclaimed(pool, place.name, BATCH)
          count = contents.length
          // The bytes first: without their row nobody would find them.
          await place.remove(contents)
          removed += await forgetUnclaimed(pool, contents)
        }
      }
      return removed
    },
    close: () => bucket?.close(),
  }
}

const NOTHING: AsyncIterable<Uint8Array> = { async *[Symbol.asyncIterator]() {} }

type Damaged = (what: string) => Error

async function* verified(
  bytes: AsyncIterable<Uint8Array>,
  sha256: string,
  damaged: Damaged,
): AsyncGenerator<Uint8Array> {
  const hash = createHash('sha256')
  for await (const part of bytes) {
    hash.update(part)
    yield part
  }
  if (hash.digest('hex') !== sha256) throw damaged('other')
}

/** A store that does not know ranges gives all bytes (RFC 9110 §14.2). */
async function* ofLength(
  bytes: AsyncIterable<Uint8Array>,
  length: number,
  damaged: Damaged,
): AsyncGenerator<Uint8Array> {
  let left = length
  for await (const part of bytes) {
    left -= part.byteLength
    if (left < 0) throw damaged('more')
    yield part
  }
  if (left > 0) throw damaged('fewer')
}
