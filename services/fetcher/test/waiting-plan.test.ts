import path from 'node:path'
import { createPool, migrate, type Pool } from '@tubepost/db'
import { type FreshDatabase, freshDatabase, sharedPostgres } from '@tubepost/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { waitingByMailbox } from '../src/ledger/waiting-sql.ts'

let database: FreshDatabase
let pool: Pool

beforeAll(async () => {
  database = await freshDatabase(await sharedPostgres())
  const migrations = path.join(import.meta.dirname, '../migrations')
  await migrate(database.url, [{ name: 'waiting', migrations, password: 'secret', blobs: 'keeps' }])
  pool = createPool({ url: database.url, max: 1, name: 'waiting', onError: () => {} })
  await pool.query('set search_path = waiting')
  await pool.query(
    `insert into mail (mail_id, mailbox_id, fingerprint, arrived_at, taken_at, settled_at, is_open)
     select gen_random_uuid(), 'office', n::text, now(), '2026-11-28T09:00:00Z'::timestamptz + n * interval '1 second',
            case when n % 10000 = 0 then null else now() end, n % 10000 = 0
     from generate_series(1, 50000) n`,
  )
  await pool.query('analyze mail')
})
afterAll(async () => {
  await pool?.end()
  await database?.drop()
})

test('how far a mailbox is behind is read from an index, however many mails it had', async () => {
  expect(await waitingByMailbox(pool)).toEqual(
    new Map([['office', { mails: 5, oldestAt: '2026-11-28T11:46:40.000Z' }]]),
  )
  const { rows } = await pool.query<{ 'QUERY PLAN': string }>('explain execute "waiting.byMailbox"')
  const plan = rows.map((row) => row['QUERY PLAN']).join('\n')
  expect(plan).toContain('mail_open')
  expect(plan).not.toContain('Seq Scan')
})
