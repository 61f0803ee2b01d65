import { createPool, migrate, type Pool, roleOf } from '@tubepost/db'
import { type PostgresServer, startPostgres, tempDir } from '@tubepost/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { schemas } from '../src/services.ts'

// The roles of a server have one password each, and other tests' services use those of the shared one.
let database: PostgresServer
const pools = new Map<string, Pool>()

beforeAll(async () => {
  database = await startPostgres({ dir: await tempDir('roles') })
  await migrate(
    database.url,
    schemas.map((schema) => ({ ...schema, password: 'x' })),
  )
  for (const { name } of schemas) {
    const url = new URL(database.url)
    url.username = roleOf(name)
    url.password = 'x'
    pools.set(name, createPool({ url: url.href, max: 1, name, onError: () => {} }))
  }
})
afterAll(async () => {
  await Promise.all([...pools.values()].map((pool) => pool.end()))
  await database?.stop()
})

test('the fetcher alone can read the bytes of mails', async () => {
  for (const [name, pool] of pools) {
    for (const table of ['blob', 'chunk', 'unclaimed']) {
      const read = await pool.query(`select * from blob.${table}`).then(
        () => 'read',
        (error: Error) => error.message,
      )
      expect([name, table, read]).toEqual([
        name,
        table,
        name === 'fetcher' ? 'read' : `permission denied for table ${table}`,
      ])
    }
  }
})

test('no role sees a table of another', async () => {
  for (const [name, pool] of pools) {
    const { rows } = await pool.query<{ schema: string }>(
      `select distinct table_schema as schema from information_schema.table_privileges
       where grantee = current_user and privilege_type in ('SELECT', 'INSERT', 'UPDATE', 'DELETE')`,
    )
    expect(rows.map(({ schema }) => schema).toSorted()).toEqual(['blob', name].toSorted())
  }
})
