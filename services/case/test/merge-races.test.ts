/** Mails that are handled while the cases they belong to are merged, split and parted again. */
import { createPool, type Pool, type Tx, transaction } from '@tubepost/db'
import { deriveId } from '@tubepost/events'
import { RefusedRequest } from '@tubepost/service'
import { waitUntil } from '@tubepost/testing'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { mergeCases, unmergeCase } from '../src/merges/merge-cases.ts'
import { splitCase } from '../src/merges/split-case.ts'
import { lockCases } from '../src/records/records-sql.ts'
import { handleBatch, ORIGIN } from './handle-batch.ts'
import { aMail, type Installation, startInstallation } from './installation.ts'

// As many transactions as are under way at once.
const CONNECTIONS = 12

let installation: Installation
let pool: Pool
beforeAll(async () => {
  installation = await startInstallation()
  const url = installation.pool.options.connectionString ?? ''
  pool = createPool({ url, max: CONNECTIONS, name: 'races', onError: () => {} })
})
afterAll(async () => {
  await pool?.end()
  await installation?.stop()
})

const ACT = { actor: 'ana', origin: ORIGIN, url: '' }
const caseOf = (name: string) => deriveId(aMail(name).data.mailId, 'case')
const open = (...names: readonly string[]) =>
  handleBatch(
    pool,
    names.map((name) => aMail(name)),
  )

async function lockPair(tx: Tx, from: string, into: string) {
  const locked = new Map((await lockCases(tx, { ids: [from, into] })).map((row) => [row.id, row]))
  const [source, target] = [locked.get(from), locked.get(into)]
  if (source === undefined || target === undefined) throw new Error('there is no such case')
  return { source, target }
}
const merge = (from: string, into: string) =>
  transaction(pool, async (tx) => mergeCases(tx, await lockPair(tx, from, into), ACT))
const unmerge = (from: string, into: string) =>
  transaction(pool, async (tx) => unmergeCase(tx, await lockPair(tx, from, into), ACT))

/** Whether it was not refused. */
const isDone = (work: Promise<unknown>): Promise<boolean> =>
  work.then(
    () => true,
    (error: unknown) => {
      if (error instanceof RefusedRequest) return false
      throw error
    },
  )

const areWaiting = (count: number) =>
  waitUntil(
    async () => {
      const { rows } = await pool.query(
        `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
      )
      return rows.length === count
    },
    { timeoutMs: 20_000, what: 'the batches to wait' },
  )

test.each([
  ['a greater id', -1],
  ['a lesser id', 1],
])('given mails that wait for a merge into a case of %s, then they follow', async (what, order) => {
  const pair = [`${what} a`, `${what} b`].toSorted((a, b) => (caseOf(a) < caseOf(b) ? order : -order))
  const [source = '', target = ''] = pair
  await open(source, target)
  const { rows } = await pool.query<{ number: number }>('select number from record where id = $1', [caseOf(source)])
  const byReference = aMail(`${what} 1`, { answers: [source] })
  const byTag = aMail(`${what} 2`, { thread: { tags: [`CASE-${rows[0]?.number}`] } })
  const toBoth = aMail(`${what} 3`, { answers: [target, `${what} never came`, source] })
  const named = [byReference, byTag, toBoth]
  let waiting: Promise<unknown> = Promise.resolve()
  await transaction(pool, async (tx) => {
    const locked = await lockPair(tx, caseOf(source), caseOf(target))
    waiting = Promise.all([[byReference], [byTag], [toBoth]].map((batch) => handleBatch(pool, batch)))
    await areWaiting(named.length)
    await mergeCases(tx, locked, ACT)
  })
  await waiting
  const where = await pool.query('select record_id as id from entry where mail_id = any($1)', [
    named.map(({ data }) => data.mailId),
  ])
  expect(where.rows).toEqual(named.map(() => ({ id: caseOf(target) })))
})

test('given an answer that waits for a split of the mail it answers, then it follows', async () => {
  await open('split')
  await handleBatch(pool, [aMail('split-2', { answers: ['split'] })])
  const answer = aMail('split-3', { answers: ['split', 'split-2'] })
  let created = ''
  let waiting: Promise<unknown> = Promise.resolve()
  await transaction(pool, async (tx) => {
    const [row] = await lockCases(tx, { ids: [caseOf('split')] })
    if (row === undefined) throw new Error('there is no such case')
    waiting = handleBatch(pool, [answer])
    await areWaiting(1)
    const entries = [deriveId(aMail('split-2').data.mailId, 'entry')]
    created = (await splitCase(tx, row, { entries }, ACT)).id
  })
  await waiting
  const { rows } = await pool.query('select record_id as id from entry where mail_id = $1', [answer.data.mailId])
  expect(rows).toEqual([{ id: created }])
})

const ROUNDS = 10
const CASES = 6
const ANSWERS = 4

test('given mails, merges and undoing at once, then each mail is on one living case', async () => {
  for (let round = 0; round < ROUNDS; round++) {
    const names = Array.from({ length: CASES }, (_, at) => `race${round}-${at}`)
    await open(...names)
    const batch = (step: number) => names.map((name) => aMail(`${name}-${step}`, { answers: [name] }))
    const pairs = names.map((name, at) => [caseOf(name), caseOf(names[(at + 1) % CASES] ?? '')] as const)
    const turns = async (step: number) => {
      await handleBatch(pool, step % 2 === 0 ? batch(step) : batch(step).toReversed())
    }
    // A ring of merges: the last ones are refused, as would be a cycle.
    const inTurn = async (work: (from: string, into: string) => Promise<unknown>, order: typeof pairs) => {
      for (const [from, into] of order) await isDone(work(from, into))
    }
    await Promise.all([
      ...Array.from({ length: ANSWERS }, (_, step) => turns(step)),
      inTurn(merge, pairs),
      inTurn(merge, pairs.toReversed()),
      inTurn(unmerge, pairs),
    ])
  }
  const { rows: lost } = await pool.query(
    `select from entry e join record r on r.id = e.record_id where e.kind = 'mail' and r.merged_into is not null
     union all select from thread_key k join record r on r.id = k.record_id where r.merged_into is not null
     union all select from thread_key where record_id is null`,
  )
  expect(lost).toEqual([])
  const { rows: mails } = await pool.query<{ count: number }>(
    `select count(*)::integer from entry where message_id like '<race%'`,
  )
  expect(mails).toEqual([{ count: ROUNDS * CASES * (ANSWERS + 1) }])
  const { rows: miscounted } = await pool.query(
    `select number, mails from record r where merged_into is null
       and mails <> (select count(*) from entry e where e.record_id = r.id and e.kind = 'mail')`,
  )
  expect(miscounted).toEqual([])
})

/** All that tells cases, but versions, times and lines that tell what was done. */
async function everything(): Promise<unknown> {
  const { rows } = await pool.query(
    `select
       (select jsonb_agg(to_jsonb(r) - 'version' - 'updated_at' order by id) from record r) as records,
       (select jsonb_agg(to_jsonb(e) order by id) from entry e where kind <> 'change') as entries,
       (select jsonb_agg(to_jsonb(k) order by hash) from thread_key k) as keys,
       (select jsonb_agg(to_jsonb(p) order by record_id, address_key) from participant p) as participants,
       (select jsonb_agg(to_jsonb(n) order by record_id, other_id, why) from relation n) as relations`,
  )
  return rows[0]
}

const conversations = fc.record({
  mails: fc.array(
    fc.record({
      of: fc.nat({ max: 3 }),
      sender: fc.nat({ max: 2 }),
      mailbox: fc.constantFrom('support', 'sales'),
      isCopied: fc.boolean(),
      names: fc.nat({ max: 3 }),
    }),
    { maxLength: 6 },
  ),
  merges: fc.array(fc.tuple(fc.nat({ max: 3 }), fc.nat({ max: 3 })), { minLength: 1, maxLength: 5 }),
})

test('merges that are undone, the last one first, leave all as it was', async () => {
  let run = 0
  await fc.assert(
    fc.asyncProperty(conversations, async ({ mails, merges }) => {
      const names = Array.from({ length: 4 }, (_, at) => `p${run}-${at}`)
      run += 1
      const nameOf = (at: number) => names[at] ?? ''
      await open(...names)
      for (const [at, { of, sender, mailbox, isCopied, names: other }] of mails.entries()) {
        const answers = [...new Set([nameOf(other), nameOf(of)])]
        const asked = { answers, mailbox, from: `s${sender}@x.example`, cc: [`c${sender}@x.example`] }
        const copy = { ...asked, mailbox: mailbox === 'sales' ? 'support' : 'sales' }
        const name = `${nameOf(of)}-${at}`
        await handleBatch(pool, [aMail(name, asked), ...(isCopied ? [aMail(name, copy)] : [])])
      }
      const before = await everything()
      const done: (readonly [string, string])[] = []
      for (const [from, into] of merges) {
        const pair = [caseOf(nameOf(from)), caseOf(nameOf(into))] as const
        if (await isDone(merge(...pair))) done.push(pair)
      }
      for (const pair of done.toReversed()) await unmerge(...pair)
      expect(await everything()).toEqual(before)
    }),
    { numRuns: 15 },
  )
})
