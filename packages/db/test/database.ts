import type { FreshDatabase } from '@tubepost/testing'
import { createPool, migrate, type Pool, roleOf, type Schema } from '../src/index.ts'

const folder = (name: string) => new URL(name, import.meta.url).pathname

/** Two services' schemas; the first stores blobs. */
export const schemas: Schema[] = [
  { name: 'one', migrations: folder('migrations-one'), password: 'first', storesBlobs: true },
  { name: 'two', migrations: folder('migrations-two'), password: "se'cond" },
]

export const migrated = (database: FreshDatabase) => migrate(database.url, schemas)

/** A pool as the service's own role has it. */
export function poolOf(database: FreshDatabase, schema: Schema, max = 4): Pool {
  const url = new URL(database.url)
  url.username = roleOf(schema.name)
  url.password = schema.password
  return createPool({ url: url.href, max, name: 'test', onError: () => {} })
}
