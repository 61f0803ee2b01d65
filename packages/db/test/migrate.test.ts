import { type FreshDatabase, freshDatabase, sharedPostgres } from '@tubepost/testing'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { migrate, missingMigrations, type Pool } from '../src/index.ts'
import { migrated, poolOf, schemas } from './database.ts'

let database: FreshDatabase
let one: Pool
let two: Pool

beforeAll(async () => {
  database = await freshDatabase(await sharedPostgres())
  // Several places at once, as when replicas start together.
  await Promise.all([migrated(database), migrated(database), migrated(database)])
  one = poolOf(database, schemas[0])
  two = poolOf(database, schemas[1])
})
afterAll(async () => {
  await Promise.all([one?.end(), two?.end()])
  await database?.drop()
})

test('several migrations at once apply each file once, and another changes nothing', async () => {
  const applied = async () => {
    const { rows } = await one.query(
      'select id, name, run_on::text from migration union all select id, name, run_on::text from migration_delivery order by 1, 2',
    )
    return rows
  }
  const before = await applied()
  expect(before.map(({ name }) => name)).toEqual([
    '0001_inbox_outbox',
    '0001_thing',
    '0002_outbox_claim',
    '0003_applied_setup',
    '0004_stream_life',
    '0005_tally',
    '0006_old_rows',
  ])
  await migrated(database)
  expect(await applied()).toEqual(before)
})

test('a role may do anything with the rows of its schema', async () => {
  await one.query(`insert into thing (id, name) values (1, 'a')`)
  await one.query(`update thing set name = 'b'`)
  expect((await one.query('select * from thing')).rows).toEqual([{ id: 1, name: 'b' }])
  await one.query('delete from thing')
  await two.query('insert into other default values')
})

test.each([
  ['read the tables of another', 'select * from two.other'],
  ['write the tables of another', 'insert into two.other default values'],
  ['read the outbox of another', 'select * from two.outbox'],
  ['alter its own tables', 'alter table thing add column x int'],
  ['drop its own tables', 'drop table thing'],
  ['empty its own tables at a stroke', 'truncate outbox'],
  ['make tables in its schema', 'create table one.mine (id int)'],
  ['make tables in public', 'create table public.mine (id int)'],
  ['make a schema', 'create schema mine'],
  ['drop its schema', 'drop schema one cascade'],
  ['rewrite the history of its migrations', 'delete from migration'],
  ['rewrite the history of the delivery tables', `insert into migration_delivery (name, run_on) values ('x', now())`],
  ['make roles', 'create role mine'],
  ['become another', 'set role tubepost_two'],
  ['read the passwords', 'select * from pg_authid'],
  ['change stored bytes', `update blob.blob set media_type = 'x/y'`],
])('a role may not %s', async (_, statement) => {
  await expect(one.query(statement)).rejects.toThrow(/permission denied|must be owner|not permitted/)
})

describe('the bytes of mails', () => {
  const sha256 = 'c'.repeat(64)
  const INSERT_BLOB = `insert into blob.blob (sha256, size, media_type, content) values ('${sha256}', 0, 'x/y', gen_random_uuid())`
  const TABLES = ['blob', 'chunk', 'claim', 'unclaimed']
  let reader: Pool
  let claimer: Pool

  beforeAll(async () => {
    reader = poolOf(database, schemas[2])
    claimer = poolOf(database, schemas[3])
    await one.query(INSERT_BLOB)
  })
  afterAll(() => Promise.all([reader?.end(), claimer?.end()]))

  /** Those of the statements that the role may run; it is denied the others. */
  async function allowed(pool: Pool, statements: readonly string[]): Promise<string[]> {
    const answers = new Map<string, string>()
    for (const statement of statements)
      answers.set(
        statement,
        await pool.query(statement).then(
          () => 'done',
          (error: Error) => error.message,
        ),
      )
    const refusals = [...answers.values()].filter((answer) => answer !== 'done')
    expect(refusals.filter((refusal) => !refusal.startsWith('permission denied for table'))).toEqual([])
    return statements.filter((statement) => answers.get(statement) === 'done')
  }
  const READ = TABLES.map((table) => `select from blob.${table}`)
  const DELETE = TABLES.map((table) => `delete from blob.${table} where false`)
  const CLAIM = `insert into blob.claim values ('${sha256}', 'any/1') on conflict do nothing`
  const UNCLAIM = `insert into blob.unclaimed (content, place) values (gen_random_uuid(), 'database')`
  const ALL = [...READ, ...DELETE, CLAIM, UNCLAIM]

  test('a service that declares nothing may neither read nor write any', async () => {
    expect(await allowed(two, ALL)).toEqual([])
    expect((await two.query('select name from blob.migration')).rowCount).toBeGreaterThan(0)
  })

  test('one that reads may read blobs and their chunks, and nothing else', async () => {
    expect(await allowed(reader, ALL)).toEqual(['select from blob.blob', 'select from blob.chunk'])
    expect((await reader.query('select name from blob.migration')).rowCount).toBeGreaterThan(0)
  })

  test('one that claims may besides write claims', async () => {
    expect(await allowed(claimer, ALL)).toEqual([...READ.slice(0, 3), 'delete from blob.claim where false', CLAIM])
  })

  test('one that keeps may do all of it, and change nothing that is kept', async () => {
    expect(await allowed(one, ALL)).toEqual(ALL)
    expect(await allowed(one, [`update blob.blob set size = 1`, `update blob.claim set owner = 'any/2'`])).toEqual([])
  })

  test('a service without tables has no schema', async () => {
    const { rows } = await one.query(`select nspname from pg_namespace where nspname in ('reader', 'claimer')`)
    expect(rows).toEqual([])
    expect(await missingMigrations(reader, schemas[2])).toEqual([])
  })
})

test('a role that an older version let read the bytes may not after an upgrade', async () => {
  const admin = new pg.Client({ connectionString: database.url })
  await admin.connect()
  await admin.query('grant select on all tables in schema blob to tubepost_two')
  await admin.end()
  await two.query('select 1 from blob.blob')
  await migrated(database)
  await expect(two.query('select 1 from blob.blob')).rejects.toThrow('permission denied')
})

test('a new password is taken over', async () => {
  const [first] = schemas
  const renewed = { ...first, password: 'renewed' }
  await migrate(database.url, [renewed])
  const pool = poolOf(database, renewed)
  expect((await pool.query('select current_user')).rows).toEqual([{ current_user: 'tubepost_one' }])
  await pool.end()
  await migrated(database)
})
