import { createHash, randomUUID } from 'node:crypto'
import { type Pool, rows, type Statement, type Tx } from './pool.ts'

/** The schema that holds the bytes; services are granted it besides their own. */
export const BLOB_SCHEMA = 'blob'

/** What stands for the bytes everywhere else. */
export interface BlobReference {
  sha256: string
  /** Bytes. */
  size: number
  mediaType: string
}

// A row that is written and read in one piece; a 50 MB mail is two hundred of them.
const CHUNK_BYTES = 256 * 1024

const CHUNK: Statement = {
  name: 'blob.chunk',
  text: `insert into ${BLOB_SCHEMA}.chunk (content, position, bytes) values ($1, $2, $3)`,
}
const BLOB: Statement = {
  name: 'blob.insert',
  text: `insert into ${BLOB_SCHEMA}.blob (sha256, size, media_type, content) values ($1, $2, $3, $4)
         on conflict (sha256) do update set at = now() returning content`,
}
const DROP: Statement = { name: 'blob.drop', text: `delete from ${BLOB_SCHEMA}.chunk where content = $1` }

/**
 * Stores bytes as they stream in, within the caller's transaction. Known content is kept once, and counts as new: whoever
 * removes old content waits for the transaction, and then leaves it. Holds one chunk in memory.
 * @returns undefined when there are more than `maxBytes`; then nothing is stored, and the rest of the stream is read away
 */
export async function storeBlob(
  tx: Tx,
  bytes: AsyncIterable<Uint8Array>,
  mediaType: string,
  maxBytes: number,
): Promise<BlobReference | undefined> {
  const content = randomUUID()
  const hash = createHash('sha256')
  let size = 0
  let position = 0
  let pending: Uint8Array[] = []
  let pendingBytes = 0
  const flush = async () => {
    if (pendingBytes === 0) return
    await rows(tx, CHUNK, [content, position++, Buffer.concat(pending)])
    pending = []
    pendingBytes = 0
  }
  for await (const part of bytes) {
    size += part.byteLength
    if (size > maxBytes) continue
    hash.update(part)
    pending.push(part)
    pendingBytes += part.byteLength
    if (pendingBytes >= CHUNK_BYTES) await flush()
  }
  if (size > maxBytes) {
    await rows(tx, DROP, [content])
    return undefined
  }
  await flush()
  const sha256 = hash.digest('hex')
  const [kept] = await rows<{ content: string }>(tx, BLOB, [sha256, size, mediaType, content])
  if (kept?.content !== content) await rows(tx, DROP, [content])
  return { sha256, size, mediaType }
}

const READ: Statement = {
  name: 'blob.read',
  text: `select c.bytes from ${BLOB_SCHEMA}.blob b join ${BLOB_SCHEMA}.chunk c using (content)
         where b.sha256 = $1 and c.position = $2`,
}

/** The bytes of a blob, a chunk at a time. Empty when there is no such blob. */
export async function* readBlob(pool: Pool, sha256: string): AsyncGenerator<Uint8Array> {
  for (let position = 0; ; position++) {
    const [row] = await rows<{ bytes: Buffer }>(pool, READ, [sha256, position])
    if (row === undefined) return
    yield row.bytes
  }
}
