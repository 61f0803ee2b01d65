/** Rows of the version before, as the migration of the sources finds them. */
import { cpSync, readdirSync } from 'node:fs'
import path from 'node:path'
import { createPool, migrate, type Pool } from '@tubepost/db'
import { mailReceived } from '@tubepost/events'
import { type FreshDatabase, freshDatabase, sharedPostgres, tempDir } from '@tubepost/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'

const MIGRATIONS = path.join(import.meta.dirname, '../migrations')
const IMAP = { kind: 'imap', account: 'ann@imap.example.com:993/INBOX' }
const SMTP = { kind: 'smtp', session: 's.1' }

let database: FreshDatabase
let pool: Pool

beforeAll(async () => {
  const before = path.join(await tempDir('migrations'), 'before')
  for (const file of readdirSync(MIGRATIONS).filter((name) => name < '0006'))
    cpSync(path.join(MIGRATIONS, file), path.join(before, file))
  database = await freshDatabase(await sharedPostgres())
  // Roles are common to all databases of the server, and the fetcher's has its password from the other tests.
  const upTo = (migrations: string) =>
    migrate(database.url, [{ name: 'upgrade', migrations, password: 'secret', storesBlobs: true }])
  await upTo(before)
  pool = createPool({ url: database.url, max: 1, name: 'upgrade', onError: () => {} })
  await pool.query('set search_path = upgrade')
  for (const identity of [{ ...IMAP, uidValidity: '7', uid: 42 }, SMTP])
    await pool.query(
      `insert into mail (mail_id, mailbox_id, fingerprint, arrived_at, event, final_problem)
       values (gen_random_uuid(), 'ann', 'f', now(), $1, 'imap/uid-validity')`,
      [JSON.stringify({ data: { ...mailReceived.example, identity } })],
    )
  await pool.query(
    `insert into mailbox (id, record, source, declared, entry, problem)
     values ('ann', '{}', '{"kind":"imap","password":{"env":"ANN"}}', true, '{"id":"ann"}', '{"code":"imap/auth-failed"}')`,
  )
  await upTo(MIGRATIONS)
})
afterAll(async () => {
  await pool?.end()
  await database?.drop()
})

test('an event of before the upgrade has an identity that the parser takes', async () => {
  const { rows } = await pool.query<{ event: string }>('select event from mail_event')
  const data = rows.map(({ event }) => (JSON.parse(event) as { data: { identity: object } }).data)
  expect(data.map(({ identity }) => identity)).toEqual(expect.arrayContaining([{ ...IMAP, life: '7', key: 42 }, SMTP]))
  expect(data.flatMap((each) => mailReceived.problems(each))).toEqual([])
})

test('a mailbox keeps where its password is, and codes name the source', async () => {
  const { rows } = await pool.query('select password, problem from mailbox')
  expect(rows).toEqual([{ password: { env: 'ANN' }, problem: { code: 'source/auth-failed' } }])
  const { rows: mails } = await pool.query('select distinct final_problem from mail')
  expect(mails).toEqual([{ final_problem: 'source/renumbered' }])
})
