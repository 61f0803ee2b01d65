import { randomUUID } from 'node:crypto'
import { transaction } from '@tubepost/db'
import { mailReceived } from '@tubepost/events'
import { createLog } from '@tubepost/service'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { createFetcherState } from '../src/fetcher-state.ts'
import { decideRequeue } from '../src/ledger/decide-requeue.ts'
import { describeMail, type ReceivedEvent } from '../src/ledger/describe-mail.ts'
import { insertMails } from '../src/ledger/ledger-sql.ts'
import { publishLostMails } from '../src/ledger/publish-lost-mails.ts'
import { beginRound, lockMail } from '../src/ledger/requeue-sql.ts'
import { entryOf } from '../src/ledger/entry-of.ts'
import { type Installation, startInstallation } from './installation.ts'

const origin = { service: 'fetcher', now: '2026-11-22T00:00:00.000Z' }
const STREAM = { generation: 'g2', first: 1, last: 100 }

let installation: Installation

beforeAll(async () => {
  installation = await startInstallation()
})
beforeEach(() => installation.pool.query('delete from mail'))
afterAll(() => installation?.stop())

/** One replica, and a broker that answers when the test lets it. */
function aReplica() {
  const sent: string[] = []
  const answer = Promise.withResolvers<void>()
  const asked = Promise.withResolvers<void>()
  const context = {
    pool: installation.pool,
    log: createLog('fetcher', 'fatal'),
    state: createFetcherState(),
    lookAtStream: async () => STREAM,
    async publish(events: readonly { id: string; redrive: number }[]) {
      sent.push(...events.map(({ id, redrive }) => `${id}:${redrive}`))
      asked.resolve()
      await answer.promise
      return events.map(({ id }, at) => ({ id, generation: STREAM.generation, sequence: at + 1 }))
    },
  }
  return { sent, asked: asked.promise, answer, publishing: publishLostMails(context) }
}

/** A mail that was taken in a minute ago, and that the broker had in an earlier life of its stream. */
async function aLostMail(): Promise<ReceivedEvent> {
  const { headers, ...found } = mailReceived.example
  const identity = { kind: 'smtp', session: randomUUID() } as const
  const event = describeMail({ ...found, identity, headers: Buffer.from(headers) }, origin)
  const entry = entryOf(event, { kind: 'publish', backlog: false }, null)
  await transaction(installation.pool, (tx) => insertMails(tx, event.mailbox, [entry], 'g1'))
  await installation.pool.query(
    `update mail set taken_at = now() - interval '1 minute', published_at = now() - interval '1 minute',
                     generation = 'g1', sequence = 7 where mail_id = $1`,
    [event.data.mailId],
  )
  return event
}

const rowOf = async ({ data }: ReceivedEvent) =>
  (
    await installation.pool.query(
      'select round, redrive, generation, claimed_until is not null as claimed from mail where mail_id = $1',
      [data.mailId],
    )
  ).rows[0] as object

test('while the broker is asked no mail is locked, and no other replica takes it', async () => {
  const mail = await aLostMail()
  const [one, other] = [aReplica(), aReplica()]
  await Promise.race([one.asked, other.asked])
  const free = await installation.pool.query('select from mail where mail_id = $1 for update nowait', [
    mail.data.mailId,
  ])
  expect(free.rowCount).toBe(1)
  one.answer.resolve()
  other.answer.resolve()
  await Promise.all([one.publishing, other.publishing])
  expect([...one.sent, ...other.sent]).toEqual([`${mail.id}:1`])
  expect(await rowOf(mail)).toEqual({ round: 0, redrive: 1, generation: 'g2', claimed: false })
})

test('a mail that the broker did not take is released, and keeps its redrive', async () => {
  const mail = await aLostMail()
  const refused = aReplica()
  void refused.asked.then(() => refused.answer.reject(new Error('no answer')))
  await expect(refused.publishing).rejects.toThrow('no answer')
  expect(await rowOf(mail)).toEqual({ round: 0, redrive: 0, generation: 'g1', claimed: false })
  const next = aReplica()
  next.answer.resolve()
  await next.publishing
  expect(next.sent).toEqual(refused.sent)
})

test('a mail claimed by a replica that died is published when the claim runs out', async () => {
  const mail = await aLostMail()
  const dead = aReplica()
  await dead.asked
  const early = aReplica()
  await early.publishing
  await installation.pool.query(`update mail set claimed_until = now() - interval '1 second'`)
  const late = aReplica()
  late.answer.resolve()
  await late.publishing
  expect([early.sent, late.sent]).toEqual([[], [`${mail.id}:1`]])
  dead.answer.resolve()
  await dead.publishing
})

test('a round begun while the one before is published waits to be published', async () => {
  const mail = await aLostMail()
  await installation.pool.query(`update mail set settled_at = now(), outcome = 'rejected', reason = 'no_status'`)
  const replica = aReplica()
  await replica.asked
  await transaction(installation.pool, async (tx) => {
    const kept = await lockMail(tx, mail.data.mailId)
    const next = kept === undefined ? undefined : decideRequeue(kept, 'admin', origin)
    if (next === undefined || 'refused' in next) throw new Error('not requeued')
    await beginRound(tx, mail.data.mailId, next, 'g3')
  })
  replica.answer.resolve()
  await replica.publishing
  expect(replica.sent).toEqual([`${mail.id}:1`])
  expect(await rowOf(mail)).toEqual({ round: 1, redrive: 0, generation: 'g3', claimed: false })
})
