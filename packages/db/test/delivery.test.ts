import { randomUUID } from 'node:crypto'
import { type FreshDatabase, freshDatabase, type PostgresServer, startPostgres, tempDir } from '@tubepost/testing'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import {
  claimOutbox,
  countAttempt,
  forgetAttempts,
  insertOutbox,
  isConflict,
  isDatabaseOutage,
  markPublished,
  noteHandled,
  OLD_DELIVERIES,
  outboxCausedBy,
  type OutboxRow,
  type Pool,
  prune,
  reopenForGeneration,
  transaction,
  unclaimOutbox,
  unmarkPublished,
} from '../src/index.ts'
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
beforeEach(() => pool.query('delete from inbox; delete from outbox; delete from attempt; delete from thing'))
afterAll(async () => {
  await pool?.end()
  await postgres?.stop()
})

const anOutboxRow = (row: Partial<OutboxRow> = {}): OutboxRow => ({
  id: randomUUID(),
  causeId: randomUUID(),
  stream: 'FACT',
  subject: 'status.changed.v1.status',
  redrive: 0,
  body: '{"text":"it\'s \\u0000 \\"quoted\\" 😀"}',
  ...row,
})
const count = async (query: string) => Number((await pool.query(`select count(*) from ${query}`)).rows[0].count)

test('a frozen server is an outage, and is used again after the thaw', async () => {
  await Promise.all([pool.query('select 1'), pool.query('select 1')]) // their connections stand
  await postgres.kill('SIGSTOP')
  try {
    const failures = await Promise.all([
      pool.query('select 1').catch((error: unknown) => error),
      transaction(pool, (tx) => tx.query('select 1')).catch((error: unknown) => error),
    ])
    expect(failures.map(isDatabaseOutage)).toEqual([true, true])
  } finally {
    await postgres.kill('SIGCONT')
  }
  expect(await count('thing')).toBe(0)
})

test('an event is fresh once for each consumer, also when a batch holds it twice', async () => {
  const [a, b] = [randomUUID(), randomUUID()]
  expect(await transaction(pool, (tx) => noteHandled(tx, 'x', [a, a, b]))).toEqual(new Set([a, b]))
  expect(await transaction(pool, (tx) => noteHandled(tx, 'x', [b, a]))).toEqual(new Set())
  expect(await transaction(pool, (tx) => noteHandled(tx, 'y', [a]))).toEqual(new Set([a]))
})

test('a second transaction with the same events waits, and goes by the first one’s end', async () => {
  const ids = Array.from({ length: 50 }, () => randomUUID())
  const attempt = (fail: boolean, order: readonly string[]) =>
    transaction(pool, async (tx) => {
      const fresh = await noteHandled(tx, 'x', order)
      if (fail) throw new Error('rolled back')
      return fresh.size
    }).catch(() => 0)
  const sizes = await Promise.all([attempt(true, ids), attempt(false, ids.toReversed()), attempt(false, ids)])
  expect(sizes.toSorted((x, y) => x - y)).toEqual([0, 0, 50])
})

test('tries are counted for each consumer and event until they are forgotten', async () => {
  const id = randomUUID()
  const again = () => transaction(pool, (tx) => countAttempt(tx, 'x', id))
  expect([await again(), await again(), await again()]).toEqual([1, 2, 3])
  expect(await transaction(pool, (tx) => countAttempt(tx, 'y', id))).toBe(1)
  await transaction(pool, (tx) => forgetAttempts(tx, 'x', [id, randomUUID()]))
  expect(await again()).toBe(1)
})

test('the outbox returns rows in the order of writing, unchanged', async () => {
  const cause = randomUUID()
  const rows = Array.from({ length: 5 }, () => anOutboxRow({ causeId: cause }))
  await transaction(pool, (tx) => insertOutbox(tx, rows))
  await transaction(pool, (tx) => insertOutbox(tx, [{ ...(rows[0] as OutboxRow), body: 'another' }]))
  await transaction(pool, (tx) => insertOutbox(tx, []))
  expect(await transaction(pool, (tx) => outboxCausedBy(tx, [cause]))).toEqual(rows)
})

const claim = (limit: number, { olderThanSeconds = 0, forSeconds = 60 } = {}) =>
  claimOutbox(pool, 'FACT', { olderThanSeconds, limit, forSeconds })

test('two sweepers share the old unpublished rows, oldest first', async () => {
  const rows = Array.from({ length: 6 }, () => anOutboxRow())
  await transaction(pool, (tx) => insertOutbox(tx, [...rows, anOutboxRow({ stream: 'REPLY' })]))
  expect(await claim(10, { olderThanSeconds: 60 })).toEqual([])
  await markPublished(pool, [{ id: (rows[2] as OutboxRow).id, generation: 'g1' }])
  const [mine, theirs] = [await claim(3), await claim(10)]
  expect([...mine, ...theirs]).toEqual(rows.filter((_, n) => n !== 2))
  expect(mine).toHaveLength(3)
  expect(await claim(10)).toEqual([])
})

test('a row that counts as published is the sweeper’s once its mark is taken away', async () => {
  const [sent, kept] = [anOutboxRow(), anOutboxRow()]
  await transaction(pool, (tx) => insertOutbox(tx, [sent, kept], new Map([['FACT', 'g1']])))
  expect(await claim(10)).toEqual([])
  await unmarkPublished(pool, [kept.id])
  expect(await claim(10)).toEqual([kept])
  expect(await reopenForGeneration(pool, 'FACT', 'g2', 24)).toBe(1)
  expect(await claim(10)).toEqual([sent])
})

test('sweepers that look at the same moment claim no row twice', async () => {
  const rows = Array.from({ length: 40 }, () => anOutboxRow())
  await transaction(pool, (tx) => insertOutbox(tx, rows))
  const claimed = (await Promise.all(Array.from({ length: 4 }, () => claim(10)))).flat()
  expect(new Set(claimed.map(({ id }) => id)).size).toBe(claimed.length)
})

test('a row is claimed again once it is given back, or its claim has run out', async () => {
  const [back, left] = [anOutboxRow(), anOutboxRow()]
  await transaction(pool, (tx) => insertOutbox(tx, [back, left]))
  expect(await claim(10)).toHaveLength(2)
  await unclaimOutbox(pool, [back.id])
  expect(await claim(10)).toEqual([back])
  await pool.query(`update outbox set claimed_until = now() - interval '1 second' where id = $1`, [left.id])
  expect(await claim(10)).toEqual([left])
})

test('a new generation reopens the recent rows of its own stream alone', async () => {
  const [old, recent, other, current, open] = Array.from({ length: 5 }, () => anOutboxRow()) as [
    OutboxRow,
    OutboxRow,
    OutboxRow,
    OutboxRow,
    OutboxRow,
  ]
  await transaction(pool, (tx) => insertOutbox(tx, [old, recent, { ...other, stream: 'REPLY' }, current, open]))
  const taken = [old, recent, other].map(({ id }) => ({ id, generation: 'g1' }))
  await markPublished(pool, [...taken, { id: current.id, generation: 'g2' }])
  await pool.query(`update outbox set created_at = now() - interval '25 hours' where id = $1`, [old.id])
  expect(await reopenForGeneration(pool, 'FACT', 'g2', 24)).toBe(1)
  const swept = await claim(10)
  expect(swept.map(({ id }) => id)).toEqual([recent.id, open.id])
})

test('rows older than the streams are pruned, unless they were never published', async () => {
  const [old, waiting, fresh] = [anOutboxRow(), anOutboxRow(), anOutboxRow()]
  await transaction(pool, async (tx) => {
    await insertOutbox(tx, [old, waiting, fresh])
    await noteHandled(tx, 'x', [old.id, fresh.id])
    await countAttempt(tx, 'x', old.id)
    await countAttempt(tx, 'x', fresh.id)
  })
  await markPublished(
    pool,
    [old, fresh].map(({ id }) => ({ id, generation: 'g' })),
  )
  await pool.query(`update outbox set created_at = now() - interval '31 days'`)
  await pool.query(`update outbox set published_at = now() - interval '31 days' where id = $1`, [old.id])
  await pool.query(`update inbox set at = now() - interval '31 days' where event_id = $1`, [old.id])
  await pool.query(`update attempt set last_at = now() - interval '31 days' where event_id = $1`, [old.id])
  await prune(pool, OLD_DELIVERIES, 30, AbortSignal.timeout(60_000))
  expect([await count('outbox'), await count('inbox'), await count('attempt')]).toEqual([2, 1, 1])
})

test('a transaction that fails leaves nothing, and its connection serves the next', async () => {
  const single = poolOf(database, schemas[0], 1)
  const pid = async () => (await single.query('select pg_backend_pid() as pid')).rows[0].pid as number
  const before = await pid()
  const failing = transaction(single, async (tx) => {
    await tx.query(`insert into thing values (1, 'a')`)
    throw new Error('no')
  })
  await expect(failing).rejects.toThrow('no')
  const broken = transaction(single, (tx) => tx.query('select nonsense'))
  await expect(broken).rejects.toThrow('nonsense')
  expect(await pid()).toBe(before)
  expect(await count('thing')).toBe(0)
  await single.end()
})

test('a transaction’s cut connection is an outage, and is not handed out again', async () => {
  const single = poolOf(database, schemas[0], 1)
  let victim = 0
  const cut = transaction(single, async (tx) => {
    victim = (await tx.query('select pg_backend_pid() as pid')).rows[0].pid
    await pool.query('select pg_terminate_backend($1)', [victim])
    await tx.query('select 1')
  }).catch((error: unknown) => error)
  expect([await cut, isDatabaseOutage(await cut)]).toEqual([expect.any(Error), true])
  expect((await single.query('select pg_backend_pid() as pid')).rows[0].pid).not.toBe(victim)
  await single.end()
})

test('a deadlock is a conflict and no outage', async () => {
  await pool.query(`insert into thing values (1, 'a'), (2, 'b')`)
  const gates = [Promise.withResolvers<void>(), Promise.withResolvers<void>()] as const
  const crossing = (mine: 0 | 1) =>
    transaction(pool, async (tx) => {
      await tx.query('update thing set name = name where id = $1', [mine + 1])
      gates[mine].resolve()
      await gates[mine === 0 ? 1 : 0].promise
      await tx.query('update thing set name = name where id = $1', [2 - mine])
    }).catch((error: unknown) => error)
  const ends = await Promise.all([crossing(0), crossing(1)])
  const failures = ends.filter((end) => end instanceof Error)
  expect(failures).toHaveLength(1)
  expect([isConflict(failures[0]), isDatabaseOutage(failures[0])]).toEqual([true, false])
})

test('our own mistakes are neither outage nor conflict', async () => {
  const mistakes = ['select nonsense', `insert into thing values (1, null)`, 'select 1/0', 'select * from two.other']
  for (const statement of mistakes) {
    const error = await pool.query(statement).catch((cause: unknown) => cause)
    expect([statement, isDatabaseOutage(error), isConflict(error)]).toEqual([statement, false, false])
  }
  for (const foreign of [undefined, null, 'text', Object.assign(new Error('of the broker'), { code: 10_059 })]) {
    expect([isDatabaseOutage(foreign), isConflict(foreign)]).toEqual([false, false])
  }
})

test('a stopped server is an outage until it is back, and forgotten then', async () => {
  let killed: Promise<void> | undefined
  const during = transaction(pool, async (tx) => {
    const sleeping = tx.query('select pg_sleep(60)')
    killed = postgres.kill()
    await sleeping
  }).catch((error: unknown) => error)
  expect([await during, isDatabaseOutage(await during)]).toEqual([expect.any(Error), true])
  for (let n = 0; n < 6; n++) {
    const away = await pool.query('select 1').catch((error: unknown) => error)
    expect([away, isDatabaseOutage(away)]).toEqual([expect.any(Error), true])
  }
  await killed
  await postgres.start()
  expect(await transaction(pool, (tx) => noteHandled(tx, 'x', [randomUUID()]))).toHaveProperty('size', 1)

  await postgres.stop()
  const stopped = await transaction(pool, (tx) => tx.query('select 1')).catch((error: unknown) => error)
  expect([stopped, isDatabaseOutage(stopped)]).toEqual([expect.any(Error), true])
  await postgres.start()
  expect(await count('inbox')).toBe(1)
})
