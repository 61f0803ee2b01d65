import { type Pool, transaction } from '@tubepost/db'
import { dropChunks, findChunks, insertChunk, noteUnclaimed, readChunk, readPart } from './blob-sql.ts'
import type { ByteRange, Place } from './place.ts'

// A row that is written and read in one piece; a 50 MB mail is two hundred of them.
const CHUNK_BYTES = 256 * 1024

/** Bytes as rows, so that one backup holds everything. */
export function databasePlace(pool: Pool): Place {
  return {
    name: 'database',
    write: (content, bytes) =>
      transaction(pool, async (tx) => {
        await noteUnclaimed(tx, { content, place: 'database' })
        let position = 0
        for await (const chunk of inChunks(bytes)) await insertChunk(tx, content, position++, chunk)
      }),
    read: (content, range) => (range === undefined ? readAll(pool, content) : readRange(pool, content, range)),
    async remove(contents) {
      await dropChunks(pool, contents)
    },
  }
}

async function* readAll(pool: Pool, content: string): AsyncGenerator<Uint8Array> {
  for (let position = 0; ; position++) {
    const chunk = await readChunk(pool, content, position)
    if (chunk === undefined) return
    yield chunk
  }
}

async function* readRange(pool: Pool, content: string, { from, to }: ByteRange): AsyncGenerator<Uint8Array> {
  for (const { position, start, length } of await findChunks(pool, content, { from, to })) {
    const within = { from: Math.max(0, from - start), to: Math.min(length, to - start) }
    const part = await readPart(pool, content, position, within)
    if (part === undefined) return
    yield part
  }
}

/** Pieces of exactly `CHUNK_BYTES`, and a last one of what is left. */
async function* inChunks(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let pending: Uint8Array[] = []
  let size = 0
  for await (const part of bytes) {
    pending.push(part)
    size += part.byteLength
    if (size < CHUNK_BYTES) continue
    const joined = Buffer.concat(pending)
    const rest = size % CHUNK_BYTES
    for (let at = 0; at < size - rest; at += CHUNK_BYTES) yield joined.subarray(at, at + CHUNK_BYTES)
    pending = rest === 0 ? [] : [joined.subarray(size - rest)]
    size = rest
  }
  if (size > 0) yield Buffer.concat(pending)
}
