import { createHash, randomUUID } from 'node:crypto'
import {
  type DataOf,
  firstEvent,
  intentCaseMessage,
  isA,
  LARGEST_MAIL_BYTES,
  mailboxes,
  mailReceived,
} from '@tubepost/events'
import { ownMessageId, transferDecoder } from '@tubepost/mail'
import { type Replica, SIGNING_KEY } from '@tubepost/service/testing'
import { waitUntil } from '@tubepost/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Installation, mostMemoryOf, startInstallation } from './installation.ts'

const MEGABYTE = 1024 * 1024
let installation: Installation
let parser: Replica

const support = {
  ...mailboxes.example,
  id: 'support',
  address: 'support@example.com',
  routes: [{ recipient: '*', to: 'case' as const, defaults: { priority: 'high' as const } }],
}

beforeAll(async () => {
  installation = await startInstallation()
  await installation.putMailboxes(mailboxes.example, {
    ...support,
    policy: { ...support.policy, unknownSender: 'accept', ack: 'firstMessage', maxMailBytes: LARGEST_MAIL_BYTES },
  })
  parser = await installation.startParser()
})
afterAll(() => installation?.stop())

type Received = DataOf<typeof mailReceived>

/** Has the parser judge a mail. @returns what it asks of the case service */
async function judge(head: readonly string[], body: Received['body'], size = body?.size ?? 1_000) {
  const mailId = randomUUID()
  const origin = { service: 'fetcher', now: '2026-11-25T12:00:00.000Z' }
  const headers = `${head.join('\r\n')}\r\n\r\n`
  const data = { ...mailReceived.example, mailId, mailbox: 'support', headers, body, size }
  await installation.publish(firstEvent(mailReceived, origin, { id: mailId, mailbox: 'support', data }))
  let found: DataOf<typeof intentCaseMessage> | undefined
  await waitUntil(
    async () => {
      const intents = (await installation.eventsIn('INTENT')).filter((event) => isA(intentCaseMessage, event))
      found = intents.find((event) => event.data.mailId === mailId)?.data
      return found !== undefined
    },
    { timeoutMs: 60_000, what: 'the intent' },
  )
  if (found === undefined) throw new Error('there is no intent')
  return found
}

const head = ['From: Carla <carla@customer.example>', 'To: support@example.com', 'Subject: Fire', 'MIME-Version: 1.0']
const text = ['Content-Type: text/plain; charset=utf-8', '', 'Please help.', '', '> before', '']
const image = ['Content-Type: image/png; name=fire.png', 'Content-Transfer-Encoding: base64', '']

test('given a report, then its body tells which mail of ours it is about', async () => {
  const replyId = randomUUID()
  const messageId = ownMessageId([SIGNING_KEY], { replyId, subject: 'Re: Fire' }, 'example.com')
  const daemon = ['From: MAILER-DAEMON@customer.example', 'To: support@example.com', 'Subject: failure notice']
  const raw = Buffer.from(
    [...daemon, '', 'Hi. This is the qmail-send program.', '', `Message-ID: ${messageId}`].join('\r\n'),
  )
  async function* bytes() {
    yield raw
  }
  const reported = async (body: Received['body']) => {
    const mailId = randomUUID()
    const origin = { service: 'fetcher', now: '2026-11-25T12:00:00.000Z' }
    const envelope = { from: '', recipients: [] }
    const headers = `${daemon.join('\r\n')}\r\n\r\n`
    const data = { ...mailReceived.example, mailId, mailbox: 'support', headers, body, envelope }
    await installation.publish(firstEvent(mailReceived, origin, { id: mailId, mailbox: 'support', data }))
    return waitUntil(
      async () =>
        [...(await installation.eventsIn('INTENT')), ...(await installation.eventsIn('OUTCOME'))].find(
          ({ correlationid }) => correlationid === mailId,
        ),
      { timeoutMs: 60_000, what: 'the judgement' },
    )
  }
  expect(await reported(await installation.keep(bytes()))).toMatchObject({
    type: expect.stringContaining('intent.case.bounce'),
    data: { replyIds: [replyId], from: 'MAILER-DAEMON@customer.example', class: 'bounce' },
  })
  expect(await reported(null)).toMatchObject({ data: { outcome: 'ignored', reason: 'automatic' } })
})

test('given a kept mail, then the intent has its text and the places of its files', async () => {
  const mixed = [...head, 'Content-Type: multipart/mixed; boundary=b']
  const raw = Buffer.from([...mixed, '', '--b', ...text, '--b', ...image, 'aGVs', 'bG8=', '--b--', ''].join('\r\n'))
  async function* bytes() {
    yield raw
  }
  const { content, ...intent } = await judge(mixed, await installation.keep(bytes()))
  expect(intent).toMatchObject({
    object: 'case',
    defaults: { priority: 'high' },
    sender: { address: 'carla@customer.example', personId: null },
    subject: 'Fire',
    size: raw.length,
    body: { size: raw.length },
    policy: { newCases: 'allow' },
    reply: { ack: 'firstMessage' },
  })
  expect(content).toMatchObject({
    text: 'Please help.\n\n> before\n',
    reply: 'Please help.',
    fileCount: 1,
    unread: null,
  })
  const [file] = content.files
  const [{ from, to, encoding } = { from: 0, to: 0, encoding: 'identity' as const }] = file?.place ?? []
  const decoder = transferDecoder(encoding)
  const decoded = Buffer.concat([decoder.decode(raw.subarray(from, to)), decoder.end()])
  expect(decoded.toString()).toBe('hello')
  expect(file).toMatchObject({
    name: 'fire.png',
    mediaType: 'image/png',
    size: 5,
    sha256: createHash('sha256').update(decoded).digest('hex'),
  })
})

test.each([
  ['nobody kept', null, /by its header alone/],
  ['is gone', { sha256: 'f'.repeat(64), size: 10, mediaType: 'message/rfc822' }, /no longer kept/],
])('given a mail whose body %s, then it is an intent that says so', async (_what, body, unread) => {
  expect((await judge(head, body)).content).toMatchObject({ text: null, unread: expect.stringMatching(unread) })
})

test('given a mail to try, then the answer is the intent that the mail would be', async () => {
  const raw = Buffer.from([...head, ...text].join('\r\n'))
  const answer = await parser.ask('POST', '/api/parser/dry-run?mailbox=support', raw, {
    'content-type': 'message/rfc822',
  })
  expect(answer).toMatchObject({
    status: 200,
    body: {
      reply: 'Please help.',
      route: 'case',
      intent: { name: 'intent.case.message', defaults: { priority: 'high' }, thread: { references: [] } },
    },
  })
})

test('given a mail of 100 MB, then parser and child each stay below 200 MB', async () => {
  const mixed = [...head, 'Content-Type: multipart/mixed; boundary=b']
  const line = `${'QUJD'.repeat(19)}\r\n`
  const block = Buffer.from(line.repeat(10_000))
  const blocks = Math.ceil((100 * MEGABYTE) / block.length)
  async function* bytes() {
    yield Buffer.from([...mixed, '', '--b', ...text, '--b', ...image, ''].join('\r\n'))
    for (let n = 0; n < blocks; n++) yield block
    yield Buffer.from('--b--\r\n')
  }
  const { content } = await judge(mixed, await installation.keep(bytes()))
  const size = blocks * 10_000 * 57
  expect(content).toMatchObject({ reply: 'Please help.', files: [{ size }] })
  const { own, child } = mostMemoryOf(parser.pid)
  expect(own / MEGABYTE).toBeLessThan(200)
  expect(child).toBeGreaterThan(0)
  expect(child / MEGABYTE).toBeLessThan(200)
}, 120_000)
