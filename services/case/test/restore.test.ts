/** Tables that were put back to an earlier time: no number leads to two cases. */
import { transaction } from '@tubepost/db'
import { deriveId } from '@tubepost/events'
import { waitUntil } from '@tubepost/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { restoreNumbers } from '../src/records/restore-numbers.ts'
import { aMail, type Installation, startInstallation } from './installation.ts'

let installation: Installation
beforeAll(async () => {
  installation = await startInstallation()
})
afterAll(() => installation?.stop())

const numberIn = (settled: { changed: { id: string }[] } | undefined) => Number(settled?.changed[0]?.id.slice(5))

test('after a restore, new numbers are above those that were told since', async () => {
  const replica = await installation.startCase()
  await installation.deliver(aMail('before'))
  const [first] = await installation.deliver(aMail('since'))
  const [answer] = await installation.deliver(aMail('answer', { answers: ['since'] }))
  const path = `/api/case/cases/${first?.changed[0]?.id}/split`
  const split = await replica.ask('POST', path, { entries: [deriveId(answer?.mailId ?? '', 'entry')] })
  expect(split.status).toBe(201)
  const last = numberIn(first) + 1
  await waitUntil(async () => (await installation.eventsIn('FACT')).some(({ type }) => type.includes('case.split')), {
    timeoutMs: 20_000,
    what: 'the split to be told',
  })
  await replica.stop()
  await installation.pool.query(`select setval('case_number', 1)`)
  const at = new Date()
  const restored = {
    since: at,
    at,
    origin: { service: 'case', now: at.toISOString() },
    async *events(stream: Parameters<Installation['eventsIn']>[0]) {
      yield (await installation.eventsIn(stream)).map((event) => ({ event, generation: '', sequence: 0 }))
    },
  }
  // Once, and again.
  for (let time = 0; time < 2; time++) await transaction(installation.pool, (tx) => restoreNumbers(tx, restored))
  await installation.startCase()
  const [next] = await installation.deliver(aMail('after'))
  expect(numberIn(next)).toBe(last + 1_001)
})
