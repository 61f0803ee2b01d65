import { readdirSync } from 'node:fs'
import path from 'node:path'
import { BLOB_MIGRATIONS, BLOB_SCHEMA, DELIVERY_MIGRATIONS, type Schema } from './migrate.ts'
import type { Pool } from './pool.ts'

// Errors that a role gets before `migrate` has made its tables and has let it read them.
const NOT_YET = new Set(['42P01' /* undefined_table */, '42501' /* insufficient_privilege */])

/**
 * The migrations of this version that the database has not had, as `schema/name`; asked under the service's own role. A
 * database that is further on than this version lacks nothing.
 */
export async function missingMigrations(pool: Pool, schema: Migrated): Promise<string[]> {
  const books = await readBooks(pool, schema)
  return books.flatMap(({ title, wanted, done }) => entitled(title, wanted.difference(done)))
}

/**
 * The migrations of a newer version that this one cannot work with, as `schema/name`: those that say `breaking` in their
 * name. What another migration of a newer version has changed does not concern this one.
 */
export async function breakingMigrations(pool: Pool, schema: Migrated): Promise<string[]> {
  const books = await readBooks(pool, schema)
  return books.flatMap(({ title, wanted, done }) =>
    entitled(title, done.difference(wanted)).filter((name) => BREAKING.test(name)),
  )
}

type Migrated = Pick<Schema, 'name' | 'migrations'>

// NNNN_breaking_what_it_does.sql: it takes away or renames what services of the version before it use.
const BREAKING = /\/\d+_breaking_/

const entitled = (title: string, names: ReadonlySet<string>) => [...names].map((name) => `${title}/${name}`)

/** The migrations of each folder: those of this version, and those that the database has had. */
async function readBooks(pool: Pool, schema: Migrated) {
  const { name, migrations } = schema
  const books = [
    { dir: BLOB_MIGRATIONS, table: `${BLOB_SCHEMA}.migration`, title: BLOB_SCHEMA },
    ...(migrations === undefined
      ? []
      : [
          { dir: DELIVERY_MIGRATIONS, table: `"${name}".migration_delivery`, title: `${name} (delivery)` },
          { dir: migrations, table: `"${name}".migration`, title: name },
        ]),
  ]
  return Promise.all(
    books.map(async ({ dir, table, title }) => ({
      title,
      wanted: new Set(readdirSync(dir).map((file) => path.parse(file).name)),
      done: await namesIn(pool, table),
    })),
  )
}

async function namesIn(pool: Pool, table: string): Promise<Set<string>> {
  try {
    const { rows } = await pool.query<{ name: string }>(`select name from ${table}`)
    return new Set(rows.map(({ name }) => name))
  } catch (error) {
    if (NOT_YET.has(String((error as { code?: unknown }).code))) return new Set()
    throw error
  }
}
