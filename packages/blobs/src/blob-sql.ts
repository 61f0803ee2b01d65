import { BLOB_SCHEMA, type Pool, rows, type Statement, touch, type Tx } from '@tubepost/db'
import type { Place } from './place.ts'

// A writer that was so slow finds its content taken away, and so well before that happens.
const CLAIM_WITHIN_MINUTES = 30
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

const BLOB: Statement = {
  name: 'blob.claim',
  text: `insert into ${BLOB_SCHEMA}.blob (sha256, size, media_type, content, place) values ($1, $2, $3, $4, $5)
         on conflict (sha256) do update set at = now() returning content`,
}
const CLAIMED: Statement = {
  name: 'blob.claimed',
  text: `delete from ${BLOB_SCHEMA}.unclaimed
         where content = $1 and at > now() - make_interval(mins => ${CLAIM_WITHIN_MINUTES})`,
}

/**
 * Makes written bytes a blob, within the transaction that refers to it. Known bytes are kept once, where they are, and
 * count as new: whoever removes old ones waits for the transaction, and then leaves them. Throws when they were written
 * half an hour ago.
 */
export async function claimBlob(tx: Tx, { reference, content, place }: WrittenBlob): Promise<void> {
  const { sha256, size, mediaType } = reference
  const [kept] = await rows<{ content: string }>(tx, BLOB, [sha256, size, mediaType, content, place])
  if (kept?.content !== content) return
  if ((await touch(tx, CLAIMED, [content])) === 1) return
  throw new Error(`content ${content} was written more than ${CLAIM_WITHIN_MINUTES} minutes ago: write it again`)
}

const FIND: Statement = { name: 'blob.find', text: `select content, place from ${BLOB_SCHEMA}.blob where sha256 = $1` }

export async function findContent(pool: Pool, sha256: string): Promise<Content | undefined> {
  const [found] = await rows<Content>(pool, FIND, [sha256])
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

const DROP: Statement = { name: 'blob.drop', text: `delete from ${BLOB_SCHEMA}.chunk where content = any($1)` }

export const dropChunks = (pool: Pool, contents: readonly string[]): Promise<number> => touch(pool, DROP, [contents])
