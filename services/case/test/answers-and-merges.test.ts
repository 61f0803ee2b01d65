/** Answers and reports about them, while their cases are merged and parted again. */
import type { AcceptedAnswer, WholeCase } from '@tubepost/api'
import { createPool, type Pool, transaction } from '@tubepost/db'
import { answerRequested, firstEvent, intentCaseBounce, isA } from '@tubepost/events'
import { asGateway } from '@tubepost/service/testing'
import { waitUntil } from '@tubepost/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { mergeCases } from '../src/merges/merge-cases.ts'
import { lockCases } from '../src/records/records-sql.ts'
import { handleBatch, ORIGIN } from './handle-batch.ts'
import { aMail, type Installation, type Replica, startInstallation } from './installation.ts'

const BOB = 'bob@secret.example'
const ROUNDS = 30
let installation: Installation
let replica: Replica
let pool: Pool
beforeAll(async () => {
  installation = await startInstallation()
  replica = await installation.startCase()
  const url = installation.pool.options.connectionString ?? ''
  pool = createPool({ url, max: 12, name: 'batches', onError: () => {} })
})
afterAll(async () => {
  await pool?.end()
  await installation?.stop()
})

const ask = (method: 'GET' | 'POST', path: string, body?: object) =>
  replica.ask(method, path, body, { ...asGateway('case:read case:write'), 'x-tubepost-actor': 'ana' })
const opened = async (name: string, from?: string) =>
  (await installation.deliver(aMail(name, from === undefined ? {} : { from })))[0]?.changed[0]?.id ?? ''
const show = async (key: string) => (await ask('GET', `/api/case/cases/${key}`)).body as WholeCase
const merge = async (source: string, into: string) =>
  expect((await ask('POST', `/api/case/cases/${source}/merge`, { into })).status).toBe(200)
const unmerge = async (source: string) =>
  expect((await ask('POST', `/api/case/cases/${source}/unmerge`)).status).toBe(200)
const written = async (key: string) =>
  ((await ask('POST', `/api/case/cases/${key}/replies`, { text: 'Still?' })).body as AcceptedAnswer).replyId
async function send(id: string): Promise<void> {
  await installation.pool.query('update entry set send_at = now() where id = $1', [id])
  await waitUntil(
    async () =>
      (await installation.eventsIn('REPLY')).some((event) => isA(answerRequested, event) && event.data.answerId === id),
    { timeoutMs: 20_000, what: 'the answer to be sent' },
  )
}
async function sent(key: string): Promise<string> {
  const id = await written(key)
  await send(id)
  return id
}
function report(replyId: string) {
  const mailId = crypto.randomUUID()
  const data = { ...intentCaseBounce.example, mailId, replyIds: [replyId], arrivedAt: new Date().toISOString() }
  const event = { id: crypto.randomUUID(), correlationId: mailId, mailbox: 'support', data }
  return firstEvent(intentCaseBounce, { service: 'parser', now: data.arrivedAt }, event)
}
const bounceOn = async (key: string) => (await show(key)).timeline.filter(({ kind }) => kind === 'bounce').length

test('given an answer that waited while its case was merged, then it parts whole', async () => {
  const [source, target] = [await opened('waits', BOB), await opened('goes on')]
  const id = await written(source)
  await merge(source, target)
  await send(id)
  const { case: merged } = await show(target)
  expect(merged.participants).toContainEqual(expect.objectContaining({ address: BOB, verified: true }))
  await unmerge(source)
  const [joined] = await installation.deliver(aMail('bob again', { from: BOB, thread: { ours: [id] } }))
  expect(joined?.changed).toEqual([{ kind: 'case', id: source }])
  const { case: parted } = await show(target)
  expect(parted.participants.map(({ address }) => address)).not.toContain(BOB)
})

test('given a report after a merge, then it parts with its answer', async () => {
  const [source, target] = [await opened('reported', BOB), await opened('goes on too')]
  const id = await sent(source)
  await merge(source, target)
  await handleBatch(pool, [report(id)])
  expect(await bounceOn(target)).toBe(1)
  await unmerge(source)
  expect([await bounceOn(source), await bounceOn(target)]).toEqual([1, 0])
})

test('given a report that waits for a merge, then it is on the living case', async () => {
  const [source, target] = [await opened('is merged'), await opened('lives')]
  const id = await sent(source)
  const ids = [(await show(source)).case.id, (await show(target)).case.id]
  let waiting: Promise<unknown> = Promise.resolve()
  await transaction(pool, async (tx) => {
    const locked = await lockCases(tx, { ids })
    waiting = handleBatch(pool, [report(id)])
    await waitUntil(
      async () =>
        (
          await pool.query(
            `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
          )
        ).rows.length === 1,
      { timeoutMs: 20_000, what: 'the report to wait' },
    )
    const [from, to] = ids.map((one) => locked.find((row) => row.id === one))
    if (from === undefined || to === undefined) throw new Error('a case is not there')
    await mergeCases(tx, { source: from, target: to }, { actor: 'ana', origin: ORIGIN, url: '' })
  })
  await waiting
  expect([await bounceOn(source), await bounceOn(target)]).toEqual([0, 1])
})

test('mails and reports of two cases that cross wait for each other in no circle', async () => {
  const numbers = [await opened('x a'), await opened('x b')]
  const [a = '', b = ''] = await Promise.all(numbers.map(sent))
  for (let round = 0; round < ROUNDS; round++)
    await Promise.all([
      handleBatch(pool, [aMail(`x a ${round}`, { answers: ['x a'] }), report(b)]),
      handleBatch(pool, [aMail(`x b ${round}`, { answers: ['x b'] }), report(a)]),
    ])
  const { case: one } = await show(numbers[0] ?? '')
  expect(one.mails).toBe(ROUNDS + 1)
})

test('given two requesters of a merged case, then a mail of either brings it back', async () => {
  const [source, target] = [await opened('of bob', BOB), await opened('of carla')]
  await merge(source, target)
  const { version } = (await show(target)).case
  await replica.ask('PATCH', `/api/case/cases/${target}`, { version, status: 'pending' })
  await installation.deliver(aMail('bob asks', { from: BOB, answers: ['of bob'] }))
  expect((await show(target)).case.status).toBe('open')
})
