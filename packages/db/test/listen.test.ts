import {
  type FreshDatabase,
  freshDatabase,
  type PostgresServer,
  startPostgres,
  tempDir,
  waitUntil,
} from '@tubepost/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { listen, type Pool } from '../src/index.ts'
import { migrated, poolOf, schemas } from './database.ts'

let postgres: PostgresServer
let database: FreshDatabase
let pool: Pool

beforeAll(async () => {
  postgres = await startPostgres({ dir: await tempDir('postgres'), settings: { fsync: 'off' } })
  database = await freshDatabase(postgres)
  await migrated(database)
  pool = poolOf(database, schemas[0])
})
afterAll(async () => {
  await pool?.end()
  await postgres?.stop()
})

const listeners = async () => {
  const { rows } = await pool.query<{ pid: number }>(`select pid from pg_stat_activity where query = 'listen news'`)
  return rows.map(({ pid }) => pid)
}
const untilListening = (gone?: number) =>
  waitUntil(async () => (await listeners()).find((pid) => pid !== gone), { timeoutMs: 10_000, what: 'the listener' })

test('a listener hears what is told, again after its connection broke, and leaves', async () => {
  let told = 0
  const over = new AbortController()
  const listening = listen(pool, 'news', () => void told++, over.signal)
  const first = await untilListening()
  await pool.query('notify news')
  await waitUntil(() => told === 1, { timeoutMs: 5_000, what: 'the first word' })

  await pool.query('select pg_terminate_backend($1)', [first])
  expect(await untilListening(first)).not.toBe(first)
  await pool.query('notify news')
  await waitUntil(() => told === 2, { timeoutMs: 5_000, what: 'the second word' })

  over.abort()
  await listening
  await waitUntil(async () => (await listeners()).length === 0, { timeoutMs: 5_000, what: 'the connection to end' })
})

test('a listener that is sent away before it begins opens no connection', async () => {
  await listen(pool, 'news', () => {}, AbortSignal.abort())
  expect(await listeners()).toEqual([])
})
