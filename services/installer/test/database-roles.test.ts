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

const MAY_READ: Readonly<Record<string, readonly string[]>> = {
  fetcher: ['blob', 'chunk', 'claim', 'unclaimed'],
  parser: ['blob', 'chunk'],
  case: ['blob', 'chunk', 'claim'],
}
const MAY_DELETE: Readonly<Record<string, readonly string[]>> = {
  fetcher: ['blob', 'chunk', 'claim', 'unclaimed'],
  case: ['claim'],
}

test('the bytes of mails are for the services that use them, and each has what it uses', async () => {
  const tables = ['blob', 'chunk', 'claim', 'unclaimed']
  for (const [name, pool] of pools) {
    const denied = (table: string) => `permission denied for table ${table}`
    const answers = async (act: string) => {
      const found: [table: string, answer: string][] = []
      for (const table of tables)
        found.push([
          table,
          await pool.query(`${act} from blob.${table} where false`).then(
            () => 'done',
            (error: Error) => error.message,
          ),
        ])
      return found
    }
    const expected = (may: readonly string[] = []) =>
      tables.map((table) => [table, may.includes(table) ? 'done' : denied(table)])
    expect([name, await answers('select')]).toEqual([name, expected(MAY_READ[name])])
    expect([name, await answers('delete')]).toEqual([name, expected(MAY_DELETE[name])])
  }
})

test('no role sees a table of another', async () => {
  for (const [name, pool] of pools) {
    const { rows } = await pool.query<{ schema: string }>(
      `select distinct table_schema as schema from information_schema.table_privileges
       where grantee = current_user and privilege_type in ('SELECT', 'INSERT', 'UPDATE', 'DELETE')`,
    )
    const own = schemas.some((each) => each.name === name && each.migrations !== undefined) ? [name] : []
    expect(rows.map(({ schema }) => schema).toSorted()).toEqual(['blob', ...own].toSorted())
  }
})
