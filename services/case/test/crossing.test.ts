/** Batches that are handled at the same time, with mails of the same conversations in opposite orders. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { handleBatch } from './handle-batch.ts'
import { aMail, type Installation, startInstallation } from './installation.ts'

const ROUNDS = 20
const CONVERSATIONS = 12

let installation: Installation
beforeAll(async () => {
  installation = await startInstallation()
})
afterAll(() => installation?.stop())

test('given batches that cross, then each conversation is one case and none deadlocks', async () => {
  const { pool } = installation
  for (let round = 0; round < ROUNDS; round++) {
    const names = Array.from({ length: CONVERSATIONS }, (_, at) => `x${round}-${at}`)
    const openers = names.map((name) => aMail(name))
    const copies = names.map((name) => aMail(name, { mailbox: 'sales' }))
    const answers = names.map((name) => aMail(`${name}-answer`, { answers: [name] }))
    await Promise.all([
      handleBatch(pool, [...openers, ...copies]),
      handleBatch(pool, [...answers, ...copies].toReversed()),
    ])
  }
  const { rows } = await installation.pool.query<{ cases: number; mails: number }>(
    'select count(*)::integer as cases, sum(mails)::integer as mails from record',
  )
  const conversations = ROUNDS * CONVERSATIONS
  expect(rows).toEqual([{ cases: conversations, mails: conversations * 2 }])
})
