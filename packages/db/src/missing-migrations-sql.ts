import { readdirSync } from 'node:fs'
import path from 'node:path'
import { BLOB_SCHEMA } from './blob-sql.ts'
import { BLOB_MIGRATIONS, DELIVERY_MIGRATIONS, type Schema } from './migrate.ts'
import type { Pool } from './pool.ts'

// What a role meets before `migrate` has made its tables, and before it has been allowed to read them.
const NOT_YET = new Set(['42P01' /* undefined_table */, '42501' /* insufficient_privilege */])

/**
 * The migrations of this version that the database has not had, as `schema/name`; asked under the service's own role. A
 * database that is further on than this version lacks nothing.
 */
export async function missingMigrations(pool: Pool, schema: Pick<Schema, 'name' | 'migrations'>): Promise<string[]> {
  const books = [
    { dir: BLOB_MIGRATIONS, table: `${BLOB_SCHEMA}.migration`, title: BLOB_SCHEMA },
    { dir: DELIVERY_MIGRATIONS, table: `"${schema.name}".migration_delivery`, title: `${schema.name} (delivery)` },
    { dir: schema.migrations, table: `"${schema.name}".migration`, title: schema.name },
  ]
  const missing: string[] = []
  for (const { dir, table, title } of books) {
    const done = await namesIn(pool, table)
    const wanted = readdirSync(dir).map((file) => path.parse(file).name)
    missing.push(...wanted.filter((name) => !done.has(name)).map((name) => `${title}/${name}`))
  }
  return missing
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
