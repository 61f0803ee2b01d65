import type { AcceptedAnswer, TimelineEntry, WholeCase } from '@tubepost/api'
import {
  answerRequested,
  caseReplied,
  type DataOf,
  deliveryChanged,
  firstEvent,
  intentCaseBounce,
  isA,
  mailSettled,
} from '@tubepost/events'
import { asGateway } from '@tubepost/service/testing'
import { waitUntil } from '@tubepost/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { aMail, CARLA, type Installation, type Replica, startInstallation } from './installation.ts'

let installation: Installation
let replicas: Replica[]
beforeAll(async () => {
  installation = await startInstallation()
  replicas = await Promise.all([installation.startCase(), installation.startCase()])
})
afterAll(() => installation?.stop())

const ask = (method: 'GET' | 'POST', path: string, body?: object) =>
  (replicas[0] as Replica).ask(method, path, body, { ...asGateway('case:read case:write'), 'x-tubepost-actor': 'ana' })
const opened = async (name: string, asked: Parameters<typeof aMail>[1] = {}) => {
  const [settled] = await installation.deliver(aMail(name, asked))
  return settled?.changed[0]?.id ?? ''
}
const show = async (key: string) => (await ask('GET', `/api/case/cases/${key}`)).body as WholeCase
const answer = async (key: string, body: object) => {
  const { status, body: accepted } = await ask('POST', `/api/case/cases/${key}/replies`, body)
  expect([status, accepted]).toEqual([202, expect.anything()])
  return (accepted as AcceptedAnswer).replyId
}
const lineOf = async (key: string, id: string) =>
  (await show(key)).timeline.find((line) => line.id === id) as TimelineEntry
/** The answer's time to undo passes at once. */
const now = (id: string) => installation.pool.query('update entry set send_at = now() where id = $1', [id])
const requestsOf = async (id: string) =>
  (await installation.eventsIn('REPLY')).filter((event) => isA(answerRequested, event) && event.data.answerId === id)
const requested = (id: string) =>
  waitUntil(async () => (await requestsOf(id))[0], { timeoutMs: 20_000, what: 'the answer to be sent' })
const deliver = async (id: string, state: DataOf<typeof deliveryChanged>['state'], detail: string) => {
  const data = { ...deliveryChanged.example, answerId: id, state, detail }
  const origin = { service: 'notifier', now: new Date().toISOString() }
  await installation.publish(firstEvent(deliveryChanged, origin, { id: crypto.randomUUID(), mailbox: 'support', data }))
}
const delivered = (key: string, id: string, state: string) =>
  waitUntil(async () => ((await lineOf(key, id)).delivery?.state === state ? lineOf(key, id) : undefined), {
    timeoutMs: 20_000,
    what: `the answer to be ${state}`,
  })

test('given an answer, then it waits, is sent once, and names the mails before it', async () => {
  const number = await opened('asked')
  await installation.deliver(aMail('asked again', { answers: ['asked'] }))
  const id = await answer(number, { text: 'Still?', cc: ['fire@brigade.example'], bcc: ['boss@house.example'] })
  expect(await lineOf(number, id)).toMatchObject({
    kind: 'reply',
    actor: 'ana',
    from: { name: expect.any(String), address: 'support@example.com' },
    to: [{ address: CARLA }],
    cc: [{ address: 'fire@brigade.example' }],
    bcc: [{ address: 'boss@house.example' }],
    text: 'Still?',
    delivery: { state: 'waiting', undoUntil: expect.any(String) },
  })
  expect((await show(number)).case).toMatchObject({ status: 'new', version: 2 })

  await now(id)
  const event = await requested(id)
  expect(event).toMatchObject({
    mailbox: 'support',
    data: {
      to: [CARLA],
      bcc: ['boss@house.example'],
      replyTo: 'support@example.com',
      subject: `Re: The printer is on fire [${number}]`,
      inReplyTo: '<asked again@customer.example>',
      references: ['<asked@customer.example>', '<asked again@customer.example>'],
    },
  })
  const whole = await show(number)
  expect(whole.case).toMatchObject({ status: 'open', version: 3 })
  expect(whole.case.participants).toContainEqual(
    expect.objectContaining({ address: 'fire@brigade.example', verified: true }),
  )
  expect(whole.case.participants.map(({ address }) => address)).not.toContain('boss@house.example')
  expect(whole.timeline.at(-1)).toMatchObject({ id, delivery: { state: 'queued', undoUntil: null } })
  const replied = (await installation.eventsIn('FACT')).filter(
    (one) => isA(caseReplied, one) && one.data.message.entryId === id,
  )
  expect(replied).toMatchObject([{ data: { by: 'http', actor: 'ana', message: { mailId: null, text: 'Still?' } } }])
  expect(await requestsOf(id)).toHaveLength(1)
})

test('given an answer to our answer, then it joins the case by our Message-ID alone', async () => {
  const number = await opened('ours')
  const id = await answer(number, { text: 'Still?' })
  await now(id)
  await requested(id)
  const [joined] = await installation.deliver(aMail('to ours', { from: 'other@house.example', thread: { ours: [id] } }))
  expect(joined?.changed).toEqual([{ kind: 'case', id: number }])
  expect((await show(number)).timeline.at(-1)).toMatchObject({ kind: 'mail', verified: false })
})

test('given an answer undone while it waits, then nothing is left but its words', async () => {
  const number = await opened('undone')
  const id = await answer(number, { text: 'A slip', to: ['x@y.example'] })
  const path = `/api/case/cases/${number}/replies/${id}/undo`
  expect(await ask('POST', path)).toMatchObject({
    status: 200,
    body: { text: 'A slip', to: ['x@y.example'], cc: [], bcc: [] },
  })
  expect((await show(number)).timeline).toHaveLength(1)
  expect(await ask('POST', path)).toMatchObject({ status: 404, body: { error: { code: 'no_reply' } } })

  const late = await answer(number, { text: 'Sent' })
  await now(late)
  await requested(late)
  expect(await ask('POST', `/api/case/cases/${number}/replies/${late}/undo`)).toMatchObject({
    status: 409,
    body: { error: { code: 'sent_already' } },
  })
  expect(await requestsOf(id)).toEqual([])
})

test('given an answer undone and due at one moment, then it is either sent or gone', async () => {
  const number = await opened('raced')
  const ids = await Promise.all(Array.from({ length: 20 }, (_, at) => answer(number, { text: `${at}` })))
  const undone = await Promise.all(
    ids.map(async (id) => {
      const [, { status }] = await Promise.all([now(id), ask('POST', `/api/case/cases/${number}/replies/${id}/undo`)])
      return status
    }),
  )
  const sent = ids.filter((_, at) => undone[at] === 409)
  expect(undone.filter((status) => status === 200)).toHaveLength(ids.length - sent.length)
  for (const id of sent) await requested(id)
  const left = (await show(number)).timeline.flatMap(({ id, kind }) => (kind === 'reply' ? [id] : []))
  expect(new Set(left)).toEqual(new Set(sent))
  const gone = ids.filter((id) => !sent.includes(id))
  expect((await Promise.all(gone.map(requestsOf))).flat()).toEqual([])
})

test('a delivery is told on its line, and its end stays', async () => {
  const number = await opened('delivered')
  const id = await answer(number, { text: 'Still?' })
  await now(id)
  await requested(id)
  await deliver(id, 'held', 'No outgoing mail server is configured.')
  expect(await delivered(number, id, 'held')).toMatchObject({
    delivery: { detail: expect.stringContaining('No outgoing') },
  })
  await deliver(id, 'sent', '250 queued')
  expect(await delivered(number, id, 'sent')).toMatchObject({
    messageId: deliveryChanged.example.messageId,
    delivery: { detail: '250 queued' },
  })
  await deliver(id, 'held', 'again')
  const other = await answer(number, { text: 'And now?' })
  await now(other)
  await requested(other)
  await opened('changed since')
  await deliver(other, 'failed', '550 no such user')
  await delivered(number, other, 'failed')
  const { body } = await ask('GET', '/api/case/cases?limit=1')
  expect(body).toMatchObject({ cases: [{ number }] })
  expect((await lineOf(number, id)).delivery?.state).toBe('sent')
})

const bounce = async (replyIds: string[]) => {
  const mailId = crypto.randomUUID()
  const data = { ...intentCaseBounce.example, mailId, replyIds, arrivedAt: new Date().toISOString() }
  const origin = { service: 'parser', now: new Date().toISOString() }
  const event = { id: crypto.randomUUID(), correlationId: mailId, mailbox: 'support', data }
  await installation.publish(firstEvent(intentCaseBounce, origin, event))
  return waitUntil(
    async () =>
      (await installation.eventsIn('OUTCOME')).find((one) => isA(mailSettled, one) && one.data.mailId === mailId)?.data,
    { timeoutMs: 20_000, what: 'the report to be settled' },
  )
}

test('given a report about an answer, then it is on the case, which stays as it was', async () => {
  const number = await opened('bounced')
  const id = await answer(number, { text: 'Still?' })
  await now(id)
  await requested(id)
  await deliver(id, 'sent', '250 queued')
  await delivered(number, id, 'sent')
  const { case: before } = await show(number)
  expect(await bounce(['0f1f1f64-4c1c-8b7e-9c52-6a8f7f0f3b11', id])).toMatchObject({
    outcome: 'applied',
    changed: [{ kind: 'case', id: number }],
  })
  const { case: after, timeline } = await show(number)
  expect(after).toMatchObject({ status: before.status, version: before.version, mails: before.mails })
  expect(timeline.at(-1)).toMatchObject({
    kind: 'bounce',
    from: { address: 'mailer-daemon@customer.example' },
    text: 'carla@customer.example: 550 5.1.1 no such user',
    delivery: null,
  })
  await deliver(id, 'sent', 'again')
  expect(await delivered(number, id, 'bounced')).toMatchObject({ delivery: { detail: timeline.at(-1)?.text } })
})

test('given a report about no answer on a case, then it is automatic mail', async () => {
  expect(await bounce(['0f1f1f64-4c1c-8b7e-9c52-6a8f7f0f3b11'])).toMatchObject({
    outcome: 'ignored',
    reason: 'automatic',
    text: intentCaseBounce.example.why,
  })
})

test.each([
  [400, 'bad_address', { to: ['nobody'] }],
  [400, 'own_address', { to: ['sales@example.com'] }],
  [400, 'blank', { text: ' ' }],
  [400, 'invalid', { text: 'x', html: '<p>' }],
])('given an answer that cannot be sent, then it is %i %s and nothing is kept', async (status, code, body) => {
  const number = await opened(`refused ${code} ${JSON.stringify(body)}`)
  expect(await ask('POST', `/api/case/cases/${number}/replies`, { text: 'x', ...body })).toMatchObject({
    status,
    body: { error: { code } },
  })
  expect((await show(number)).timeline).toHaveLength(1)
})
