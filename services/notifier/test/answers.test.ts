import { answerRequested, type DataOf, deliveryChanged, firstEvent, isA } from '@tubepost/events'
import { startSmtpSink, type SmtpSink, waitUntil } from '@tubepost/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Installation, newRecipient, type Replica, smtpOf, startInstallation } from './installation.ts'

let installation: Installation
let sink: SmtpSink
let notifier: Replica
beforeAll(async () => {
  installation = await startInstallation()
  sink = await startSmtpSink()
  notifier = await installation.startNotifier({ smtp: smtpOf(sink) })
})
afterAll(async () => {
  await installation?.stop()
  await sink?.stop()
})

const ask = async (data: Partial<DataOf<typeof answerRequested>>, times = 1) => {
  const answerId = crypto.randomUUID()
  const now = new Date().toISOString()
  const about = { ...answerRequested.example, writtenAt: now, to: [newRecipient()], ...data, answerId }
  const origin = { service: 'case', now } as const
  const event = firstEvent(answerRequested, origin, { id: crypto.randomUUID(), mailbox: about.mailbox, data: about })
  for (let time = 0; time < times; time++) await installation.publish({ ...event, redrive: time })
  return { answerId, to: about.to[0] as string }
}
const deliveries = async (answerId: string) =>
  (await installation.eventsIn('REPLY')).flatMap((event) =>
    isA(deliveryChanged, event) && event.data.answerId === answerId ? [event.data] : [],
  )
const delivered = (answerId: string, state: string) =>
  waitUntil(async () => (await deliveries(answerId)).find((one) => one.state === state), {
    timeoutMs: 30_000,
    what: `the answer to be ${state}`,
  })
const headerOf = (raw: Buffer) => raw.toString().split('\r\n\r\n')[0] ?? ''

test('an answer leaves as a person would have sent it, once', async () => {
  const references = ['<1@customer.example>', '<2@customer.example>']
  const asked = { cc: ['cc@x.example'], bcc: ['bcc@x.example'], references, inReplyTo: '<2@customer.example>' }
  const { answerId, to } = await ask({ ...asked, senderName: 'Ana "A" Example\r\nBcc: x@y.example' }, 3)
  const mail = await sink.waitFor((one) => one.to.includes(to))
  expect(mail.from).toBe('tubepost@example.com')
  expect(mail.to).toEqual([to, 'cc@x.example', 'bcc@x.example'])
  const header = headerOf(mail.raw)
  expect(header).toMatch(/^From: "Ana \\"A\\" Example.*" <tubepost@example\.com>\r?$/m)
  expect(header).toMatch(/^Reply-To: support@example\.com\r?$/m)
  expect(header).toMatch(/^In-Reply-To: <2@customer\.example>\r?$/m)
  expect(header).toMatch(/^References: <1@customer\.example> <2@customer\.example>\r?$/m)
  expect(header).not.toMatch(/^(auto-submitted|x-auto-response-suppress|x-tubepost-loop|precedence|bcc):/im)
  expect(mail.raw.toString()).toContain('Is it still burning?')
  const sent = await delivered(answerId, 'sent')
  expect(sent).toMatchObject({ caseId: answerRequested.example.caseId, attempts: 1 })
  expect(header).toContain(sent.messageId)
  expect(await deliveries(answerId)).toHaveLength(1)
  expect(sink.mails.filter((one) => one.to.includes(to))).toHaveLength(1)
})

test('an answer that is refused for good has failed, with the words of the server', async () => {
  sink.behave(({ phase }) => (phase === 'rcpt' ? { reply: 550, text: '5.1.1 no such user' } : undefined))
  const { answerId } = await ask({})
  expect(await delivered(answerId, 'failed')).toMatchObject({ detail: expect.stringContaining('no such user') })
  sink.behave()
})

test('an answer whose hand-over nobody can tell is not sent again', async () => {
  sink.behave(({ phase }) => (phase === 'dot' ? { drop: true } : undefined))
  const { answerId, to } = await ask({})
  expect(await delivered(answerId, 'unknown')).toMatchObject({ attempts: 1 })
  sink.behave()
  expect(sink.mails.filter((one) => one.to.includes(to))).toHaveLength(1)
})

test('given an answer to an address of our own, then it is held and told', async () => {
  const { answerId } = await ask({ to: ['board@example.com'] })
  await delivered(answerId, 'held')
  const { status, body } = await notifier.ask('GET', `/api/notifier/outbox/${answerId}`)
  expect([status, body]).toMatchObject([
    200,
    { reply: { mailId: null, kind: 'personal', brake: 'own_address', text: null, raw: null } },
  ])
})

test('given a recipient without a budget left, then an answer to them goes out', async () => {
  const to = newRecipient()
  for (let at = 0; at < 21; at++) await installation.request({ to, kind: 'answer' })
  const { answerId } = await ask({ to: [to] })
  expect(await delivered(answerId, 'sent')).toMatchObject({ to: [to] })
})
