/** Batches that are handled at the same time, with mails of the same conversations in opposite orders. */
import { transaction } from '@tubepost/db'
import { mailboxes, organisation, people, type TubepostEvent } from '@tubepost/events'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { onCaseIntent } from '../src/on-case-intent.ts'
import { aMail, type Installation, startInstallation } from './installation.ts'

const ROUNDS = 20
const CONVERSATIONS = 12
const ORIGIN = { service: 'case', now: new Date().toISOString() }

let installation: Installation
beforeAll(async () => {
  installation = await startInstallation()
})
afterAll(() => installation?.stop())

const nobody = new Map([people, organisation, mailboxes].map((kind) => [kind, { records: new Map(), version: 0 }]))

/** As a replica handles a batch, without a broker. */
const handleBatch = (events: readonly TubepostEvent[]) =>
  transaction(installation.pool, (tx) => {
    const handler = onCaseIntent.handler as (batch: typeof events, context: object) => Promise<unknown>
    const context = { tx, now: ORIGIN.now, origin: ORIGIN, reference: (kind: never) => nobody.get(kind) }
    return handler(events, context)
  })

test('given batches that cross, then each conversation is one case and none deadlocks', async () => {
  for (let round = 0; round < ROUNDS; round++) {
    const names = Array.from({ length: CONVERSATIONS }, (_, at) => `x${round}-${at}`)
    const openers = names.map((name) => aMail(name))
    const copies = names.map((name) => aMail(name, { mailbox: 'sales' }))
    const answers = names.map((name) => aMail(`${name}-answer`, { answers: [name] }))
    await Promise.all([handleBatch([...openers, ...copies]), handleBatch([...answers, ...copies].toReversed())])
  }
  const { rows } = await installation.pool.query<{ cases: number; mails: number }>(
    'select count(*)::integer as cases, sum(mails)::integer as mails from record',
  )
  const conversations = ROUNDS * CONVERSATIONS
  expect(rows).toEqual([{ cases: conversations, mails: conversations * 2 }])
})
