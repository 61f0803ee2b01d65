import { createHash } from 'node:crypto'
import { buffer } from 'node:stream/consumers'
import { createPool, migrate, type Pool, roleOf } from '@tubepost/db'
import { freshDatabase, sharedPostgres } from '@tubepost/testing'
import type { Blobs, ByteRange } from '../src/index.ts'

export const MEGABYTE = 1024 * 1024
export const sha256Of = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

/** A database with the tables about bytes, and a role that may keep some. */
export interface Keeper {
  /** As the service's own role has it. */
  readonly pool: Pool
  /** Under the role that made the tables. */
  readonly admin: Pool
  stop(): Promise<void>
}

const PASSWORD = 'password'

export async function startKeeper(): Promise<Keeper> {
  const migrations = new URL('migrations', import.meta.url).pathname
  const schemas = [{ name: 'keeper', migrations, password: PASSWORD, blobs: 'keeps' } as const]
  const database = await freshDatabase(await sharedPostgres(), { key: schemas, fill: (url) => migrate(url, schemas) })
  const url = new URL(database.url)
  url.username = roleOf('keeper')
  url.password = PASSWORD
  const poolOf = (href: string): Pool => createPool({ url: href, max: 6, name: 'test', onError: () => {} })
  const pool = poolOf(url.href)
  const admin = poolOf(database.url)
  return {
    pool,
    admin,
    async stop() {
      await Promise.all([pool.end(), admin.end()])
      await database.drop()
    },
  }
}

/** The bytes in pieces, as a socket brings them. */
export async function* streamOf(bytes: Uint8Array, piece = 16_384): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += piece) yield bytes.subarray(at, at + piece)
}

/** All bytes of a blob, or a range of them; undefined where there is none. */
export async function readBytes(blobs: Blobs, sha256: string, range?: ByteRange): Promise<Buffer | undefined> {
  const stream = await blobs.read(sha256, range)
  return stream && buffer(stream)
}
