/** Tables that were put back to an earlier time: no number leads to two cases. */
import { transaction } from '@tubepost/db'
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
  const [last] = await installation.deliver(aMail('since'))
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
  expect(numberIn(next)).toBe(numberIn(last) + 1_001)
})
