import { BLOB_SCHEMA, type Pool, rows, type Statement, touch, type Tx } from '@tubepost/db'
import type { ByteRange, Place } from './place.ts'

// A content is claimed within half of it; see claim-sql.ts.
const REMOVE_AFTER_MINUTES = 60

export interface Content {
  readonly content: string
  readonly place: Place['name']
}

/** Stands for the bytes in events and tables. */
export interface BlobReference {
  readonly sha256: string
  /** Bytes. */
  readonly size: number
  readonly mediaType: string
}

/** Bytes that are durable, and gone in an hour unless they are claimed. */
export interface WrittenBlob extends Content {
  readonly reference: BlobReference
}

const NOTE: Statement = {
  name: 'blob.note',
  text: `insert into ${BLOB_SCHEMA}.unclaimed (content, place) values ($1, $2)`,
}

export const noteUnclaimed = (on: Tx | Pool, { content, place }: Content): Promise<number> =>
  touch(on, NOTE, [content, place])

const FIND: Statement = {
  name: 'blob.find',
  text: `select content, place, size::float8 as size from ${BLOB_SCHEMA}.blob where sha256 = $1`,
}

/** Where the bytes are, and how many. */
export async function findContent(pool: Pool, sha256: string): Promise<(Content & { size: number }) | undefined> {
  const [found] = await rows<Content & { size: number }>(pool, FIND, [sha256])
  return found
}

const OLD: Statement = {
  name: 'blob.old',
  text: `select content from ${BLOB_SCHEMA}.unclaimed
         where place = $1 and at < now() - make_interval(mins => ${REMOVE_AFTER_MINUTES}) order by at limit $2`,
}

/** Contents that nobody can claim any more, oldest first. */
export async function oldUnclaimed(pool: Pool, place: Place['name'], limit: number): Promise<string[]> {
  return (await rows<Content>(pool, OLD, [place, limit])).map(({ content }) => content)
}

const FORGET: Statement = { name: 'blob.forget', text: `delete from ${BLOB_SCHEMA}.unclaimed where content = any($1)` }

export const forgetUnclaimed = (pool: Pool, contents: readonly string[]): Promise<number> =>
  touch(pool, FORGET, [contents])

const CHUNK: Statement = {
  name: 'blob.chunk',
  text: `insert into ${BLOB_SCHEMA}.chunk (content, position, bytes) values ($1, $2, $3)`,
}

export const insertChunk = (tx: Tx, content: string, position: number, bytes: Uint8Array): Promise<number> =>
  touch(tx, CHUNK, [content, position, bytes])

const READ: Statement = {
  name: 'blob.read',
  text: `select bytes from ${BLOB_SCHEMA}.chunk where content = $1 and position = $2`,
}

export async function readChunk(pool: Pool, content: string, position: number): Promise<Uint8Array | undefined> {
  const [row] = await rows<{ bytes: Buffer }>(pool, READ, [content, position])
  return row?.bytes
}

// The length of a chunk is known without reading it: it is stored outside of its row (storage external).
const CHUNKS: Statement = {
  name: 'blob.chunks',
  text: `select position, start::float8 as start, length from (
           select position, octet_length(bytes) as length,
                  sum(octet_length(bytes)) over (order by position) - octet_length(bytes) as start
           from ${BLOB_SCHEMA}.chunk where content = $1) as chunks
         where start < $3 and start + length > $2 order by position`,
}

/** A chunk, and the offset of its first byte among the bytes of its content. */
export interface ChunkPlace {
  readonly position: number
  readonly start: number
  readonly length: number
}

/** The chunks with bytes of a range, in order. Chunks of contents of before the third migration differ in length. */
export const findChunks = (pool: Pool, content: string, { from, to }: ByteRange): Promise<ChunkPlace[]> =>
  rows<ChunkPlace>(pool, CHUNKS, [content, from, to])

const READ_PART: Statement = {
  name: 'blob.readPart',
  text: `select substr(bytes, $3, $4) as bytes from ${BLOB_SCHEMA}.chunk where content = $1 and position = $2`,
}

/** Bytes of one chunk; undefined where it was removed meanwhile. */
export async function readPart(
  pool: Pool,
  content: string,
  position: number,
  { from, to }: ByteRange,
): Promise<Uint8Array | undefined> {
  const [row] = await rows<{ bytes: Buffer }>(pool, READ_PART, [content, position, from + 1, to - from])
  return row?.bytes
}

const DROP: Statement = { name: 'blob.drop', text: `delete from ${BLOB_SCHEMA}.chunk where content = any($1)` }

export const dropChunks = (pool: Pool, contents: readonly string[]): Promise<number> => touch(pool, DROP, [contents])
