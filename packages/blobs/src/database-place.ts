import { type Pool, transaction } from '@tubepost/db'
import { dropChunks, insertChunk, noteUnclaimed, readChunk } from './blob-sql.ts'
import type { Place } from './place.ts'

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
    async *read(content) {
      for (let position = 0; ; position++) {
        const chunk = await readChunk(pool, content, position)
        if (chunk === undefined) return
        yield chunk
      }
    },
    async remove(contents) {
      await dropChunks(pool, contents)
    },
  }
}

async function* inChunks(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let pending: Uint8Array[] = []
  let size = 0
  for await (const part of bytes) {
    pending.push(part)
    size += part.byteLength
    if (size < CHUNK_BYTES) continue
    yield Buffer.concat(pending)
    pending = []
    size = 0
  }
  if (size > 0) yield Buffer.concat(pending)
}
