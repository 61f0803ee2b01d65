import type { FreshDatabase } from '@tubepost/testing'
import { createPool, migrate, type Pool, roleOf, type Schema } from '../src/index.ts'

const folder = (name: string) => new URL(name, import.meta.url).pathname

/** Two services' schemas, of which the first keeps bytes; and services with roles alone, which read or claim some. */
export const schemas = [
  { name: 'one', migrations: folder('migrations-one'), password: 'first', blobs: 'keeps' },
  { name: 'two', migrations: folder('migrations-two'), password: "se'cond" },
  { name: 'reader', password: 'third', blobs: 'reads' },
  { name: 'claimer', password: 'fourth', blobs: 'claims' },
] as const satisfies Schema[]

export const migrated = (database: FreshDatabase) => migrate(database.url, schemas)

/** A pool as the service's own role has it. */
export function poolOf(database: FreshDatabase, schema: Schema, max = 4): Pool {
  const url = new URL(database.url)
  url.username = roleOf(schema.name)
  url.password = schema.password
  return createPool({ url: url.href, max, name: 'test', onError: () => {} })
}
