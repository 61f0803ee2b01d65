import { rows } from '@tubepost/db'
import { declared } from '@tubepost/setup/testing'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { type ClaimedReply, markInData, recordAndClaim, type TryEnd } from '../src/sending/sending-sql.ts'
import { service } from '../src/service.ts'
import { type Installation, startInstallation } from './installation.ts'

// So few stand on one page, of which the statistics say that it holds one row.
const QUEUED = 40
const SMTP = { host: '127.0.0.1', port: 25, tls: 'none', from: 'Tubepost <tubepost@example.com>' }
const organisation = { name: 'Example', timeZone: 'UTC', locale: 'en-US' }

let installation: Installation
beforeAll(async () => {
  installation = await startInstallation()
})
afterAll(() => installation?.stop())
beforeEach(async () => {
  await installation.pool.query('delete from reply')
  await installation.apply(service, declared({ organisation, smtp: SMTP }))
})

const queue = (replies: number) =>
  installation.pool.query(
    `insert into reply (reply_id, mail_id, mailbox_id, kind, request, recipient, recipient_key, message_id, subject, raw, state)
     select gen_random_uuid(), gen_random_uuid(), 'status', 'error', '{}', 'a@example.com', 'a@example.com', '', '', '', 'queued'
     from generate_series(1, $1)`,
    [replies],
  )
const claim = async (room: number) => (await recordAndClaim(installation.pool, [], room)).claimed
const one = async (): Promise<ClaimedReply> => {
  await queue(1)
  const [reply] = await claim(1)
  if (reply === undefined) throw new Error('no reply was claimed')
  return reply
}
const states = () =>
  rows<{ state: string; attempts: number }>(installation.pool, {
    name: 'test.states',
    text: 'select state, attempts from reply order by state',
  })
const sent = ({ replyId, attempts }: ClaimedReply): TryEnd => {
  const end = { outcome: 'sent', code: null, answer: '250 ok', state: 'sent', result: '250 ok' } as const
  return { replyId, attempts, ...end, afterSeconds: null }
}
const expire = () => installation.pool.query(`update reply set claimed_until = now() - interval '1 s'`)

// For one row PostgreSQL plans a nested loop, which runs a sub-select again for each of the 40.
test('given statistics of a small table, then a claim takes what there is room for', async () => {
  await queue(1)
  await installation.pool.query('analyze reply')
  await queue(QUEUED - 1)
  expect(await claim(3)).toHaveLength(3)
  expect((await states()).filter(({ attempts }) => attempts > 0)).toHaveLength(3)
})

test('given no mail server, then none is claimed', async () => {
  await queue(2)
  await installation.apply(service, declared({ organisation }))
  expect(await claim(2)).toEqual([])
})

test('given an end and due replies, then one statement records and claims', async () => {
  const reply = await one()
  await queue(2)
  const { recorded, claimed } = await recordAndClaim(installation.pool, [sent(reply)], 2)
  expect([...recorded]).toEqual([reply.replyId])
  expect(claimed.map(({ attempts, smtp }) => [attempts, smtp.host])).toEqual([
    [1, SMTP.host],
    [1, SMTP.host],
  ])
  expect((await states()).map(({ state }) => state)).toEqual(['claimed', 'claimed', 'sent'])
})

test('given an end whose claim ran out, then it counts and its reply is not claimed', async () => {
  const reply = await one()
  await expire()
  const { recorded, claimed } = await recordAndClaim(installation.pool, [sent(reply)], 1)
  expect([[...recorded], claimed]).toEqual([[reply.replyId], []])
  expect(await states()).toEqual([{ state: 'sent', attempts: 1 }])
})

test('given a reply that was taken over, then the first sender’s dot and end are void', async () => {
  const reply = await one()
  await expire()
  expect((await claim(1)).map(({ attempts }) => attempts)).toEqual([2])
  expect(await markInData(installation.pool, reply)).toBe(false)
  expect([...(await recordAndClaim(installation.pool, [sent(reply)], 0)).recorded]).toEqual([])
  expect(await states()).toEqual([{ state: 'claimed', attempts: 2 }])
})

test('given a reply whose final dot may have been sent, then nobody claims it', async () => {
  const reply = await one()
  expect(await markInData(installation.pool, reply)).toBe(true)
  await expire()
  expect(await claim(1)).toEqual([])
})
