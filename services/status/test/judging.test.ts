import { transaction, type Tx } from '@tubepost/db'
import { waitUntil } from '@tubepost/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { loadKnown, readHistory, saveVerdicts } from '../src/board-sql.ts'
import { decideStatuses, type StatusRequest } from '../src/decide-statuses.ts'
import { service } from '../src/service.ts'
import { declared } from '@tubepost/setup/testing'
import { type Installation, startInstallation } from './installation.ts'

const SETUP = {
  organisation: { name: 'Example', timeZone: 'America/New_York', locale: 'en-US' },
  people: ['ana', 'ben'].map((id) => ({ id, name: id, addresses: [`${id}@example.com`] })),
  statuses: [
    { id: 'in', name: 'In' },
    { id: 'out', name: 'Out' },
  ],
}

let installation: Installation
beforeAll(async () => {
  installation = await startInstallation(SETUP)
  await installation.apply(service, declared(SETUP))
})
afterAll(() => installation?.stop())

const wish = (personId: string, statusId: string, minute: number): StatusRequest => ({
  id: crypto.randomUUID(),
  personId,
  statusId,
  dueBack: null,
  comment: null,
  orderedAt: `2026-11-25T12:0${minute}:30.500Z`,
  orderedBy: 'place',
  actor: personId,
  mailId: crypto.randomUUID(),
  fingerprint: `${personId} ${minute}`,
  warnings: minute === 1 ? ['far_date', 'read_as_pm'] : [],
})
// Asked on a connection that is open: the pool of a test has two.
const isAnyWaitingFor = async (tx: Tx) => {
  const waiting = await tx.query(
    'select from pg_locks where not granted and pg_backend_pid() = any(pg_blocking_pids(pid))',
  )
  return waiting.rows.length > 0
}

test('given a person held by a transaction, then the next judges by what that wrote', async () => {
  const newer = wish('ana', 'out', 1)
  const { promise: mayCommit, resolve: commit } = Promise.withResolvers<void>()
  const { promise: holding, resolve: hold } = Promise.withResolvers<Tx>()
  const first = transaction(installation.pool, async (tx) => {
    await saveVerdicts(tx, decideStatuses([newer], await loadKnown(tx, [newer])))
    hold(tx)
    await mayCommit
  })
  const holder = await holding
  const second = transaction(installation.pool, (tx) => loadKnown(tx, [wish('ana', 'in', 0), newer]))
  await waitUntil(() => isAnyWaitingFor(holder), {
    timeoutMs: 10_000,
    what: 'the second transaction to wait for the person',
  })
  commit()
  await first
  const known = await second
  const { orderedAt, warnings } = newer
  expect(known.standings.get('ana')).toMatchObject({ statusId: 'out', status: 'Out', orderedAt, warnings })
  expect([...known.seen]).toEqual(['ana ana 1'])
})

test('given several wishes of a person, then the last stands and the history has each', async () => {
  const wishes = [wish('ben', 'in', 2), wish('ben', 'out', 4), wish('ben', 'in', 3), wish('ben', 'gone', 5)]
  await transaction(installation.pool, async (tx) => {
    const verdicts = decideStatuses(wishes, await loadKnown(tx, wishes))
    expect(verdicts.map(({ kind }) => kind)).toEqual(['applied', 'applied', 'superseded', 'refused'])
    await saveVerdicts(tx, verdicts)
  })
  const known = await transaction(installation.pool, (tx) => loadKnown(tx, wishes))
  expect(known.standings.get('ben')).toMatchObject({ statusId: 'out', status: 'Out', orderedAt: wishes[1]?.orderedAt })
  expect([...known.statuses.keys()]).toEqual(['in', 'out'])
  expect(
    (await readHistory(installation.pool, 'ben', 9)).map(({ status, superseded }) => [status, superseded]),
  ).toEqual([
    ['Out', false],
    ['In', true],
    ['In', false],
  ])
})
