/** Rows of earlier versions, as the migrations of the sources and of the claims find them. */
import { cpSync, readdirSync } from 'node:fs'
import path from 'node:path'
import { createPool, migrate, type Pool } from '@tubepost/db'
import { mailReceived } from '@tubepost/events'
import { type FreshDatabase, freshDatabase, sharedPostgres, tempDir } from '@tubepost/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'

const MIGRATIONS = path.join(import.meta.dirname, '../migrations')
const IMAP = { kind: 'imap', account: 'ann@imap.example.com:993/INBOX' }
const SMTP = { kind: 'smtp', session: 's.1' }

const KEPT = 'a'.repeat(64)
const KEPT_TWICE = 'b'.repeat(64)
const FORGOTTEN = 'c'.repeat(64)
const LOST = 'd'.repeat(64)
const idOf = (n: number) => `00000000-0000-4000-8000-00000000000${n}`
/** Mails and the bytes they refer to as the version before has it; some bytes are lost. */
const REFERRING = [
  [idOf(1), KEPT],
  [idOf(2), KEPT_TWICE],
  [idOf(3), KEPT_TWICE],
  [idOf(4), LOST],
] as const

let database: FreshDatabase
let pool: Pool

/** Enters a mail as the version before does. */
const refer = (mailId: string, sha256: string) =>
  pool.query(
    `insert into mail (mail_id, mailbox_id, fingerprint, arrived_at, body_sha256) values ($1, 'desk', 'f', now(), $2)`,
    [mailId, sha256],
  )
async function claims(): Promise<string[]> {
  const { rows } = await pool.query<{ sha256: string; owner: string }>('select sha256, owner from blob.claim')
  return rows.map(({ sha256, owner }) => `${sha256[0]} ${owner}`).toSorted()
}

beforeAll(async () => {
  const dir = await tempDir('migrations')
  database = await freshDatabase(await sharedPostgres())
  // Roles are common to all databases of the server, and the fetcher's has its password from the other tests.
  const upTo = async (number: string) => {
    const migrations = path.join(dir, number)
    for (const file of readdirSync(MIGRATIONS).filter((name) => name < number))
      cpSync(path.join(MIGRATIONS, file), path.join(migrations, file))
    await migrate(database.url, [{ name: 'upgrade', migrations, password: 'secret', blobs: 'keeps' }])
  }
  await upTo('0006')
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
  await upTo('0012')
  for (const sha256 of [KEPT, KEPT_TWICE, FORGOTTEN])
    await pool.query(
      `insert into blob.blob (sha256, size, media_type, content) values ($1, 1, 'x/y', gen_random_uuid())`,
      [sha256],
    )
  for (const [mailId, sha256] of REFERRING) await refer(mailId, sha256)
  await upTo('9999')
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
  const { rows: mails } = await pool.query(`select distinct final_problem from mail where mailbox_id = 'ann'`)
  expect(mails).toEqual([{ final_problem: 'source/renumbered' }])
})

test('mails of before the upgrade claim their bytes; bytes that no mail needs go', async () => {
  expect(await claims()).toEqual([`a fetcher/${idOf(1)}`, `b fetcher/${idOf(2)}`, `b fetcher/${idOf(3)}`])
  const { rows } = await pool.query('select sha256 from blob.blob order by 1')
  expect(rows).toEqual([{ sha256: KEPT }, { sha256: KEPT_TWICE }])
  expect((await pool.query('select 1 from blob.unclaimed')).rowCount).toBe(1)
})

test('claims follow a fetcher of the version before until it is gone', async () => {
  await refer(idOf(5), KEPT)
  expect(await claims()).toContain(`a fetcher/${idOf(5)}`)
  await pool.query('update mail set body_sha256 = null where mail_id = any($1)', [[idOf(1), idOf(5)]])
  expect(await claims()).toEqual([`b fetcher/${idOf(2)}`, `b fetcher/${idOf(3)}`])
  expect((await pool.query('select 1 from blob.blob where sha256 = $1', [KEPT])).rowCount).toBe(0)
})
