import { Client } from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type PostgresServer, freshDatabase, startPostgres, tempDir } from '../src/index.ts'

let postgres: PostgresServer

beforeAll(async () => {
  postgres = await startPostgres({ dir: await tempDir('postgres') })
})
afterAll(() => postgres?.stop())

test('a fresh database is empty, its own, and gone when dropped', async () => {
  const database = await freshDatabase(postgres)
  expect(await rows(database.url, 'select current_database() as name')).toEqual([{ name: database.name }])
  await database.drop()
  expect(await rows(postgres.url, `select from pg_database where datname = '${database.name}'`)).toEqual([])
})

test('a committed row survives kill -9 under load and a start on the same port', async () => {
  await rows(postgres.url, 'create table kept as select generate_series(1, 1000) as n')
  const victim = new Client({ connectionString: postgres.url })
  victim.on('error', () => {})
  await victim.connect()
  const interrupted = victim.query('select pg_sleep(60)').catch((error: unknown) => error)

  await postgres.kill()
  await postgres.start()

  expect(await interrupted).toBeInstanceOf(Error)
  expect(await rows(postgres.url, 'select count(*)::int from kept')).toEqual([{ count: 1000 }])
})

async function rows(url: string, statement: string): Promise<unknown[]> {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query(statement)).rows
  } finally {
    await client.end()
  }
}
