import { deriveId, type EventOf, firstEvent, intentCaseMessage } from '@tubepost/events'
import { expect, test } from 'vitest'
import { applyVerdicts } from './apply-verdicts.ts'
import { decideThreads } from '../threads/decide-threads.ts'
import { messageEvents } from './message-events.ts'
import { caseMail } from '../threads/threaded-mail.ts'

type Intent = EventOf<typeof intentCaseMessage>
const NOW = '2026-11-29T20:00:00.000Z'
const ORIGIN = { service: 'case', now: NOW }
const { example } = intentCaseMessage
const FILE: Intent['data']['content']['files'][number] = {
  name: 'a.png',
  mediaType: 'image/png',
  size: 4,
  sha256: 'a'.repeat(64),
  inline: false,
  contentId: null,
  place: [{ from: 100, to: 108, encoding: 'base64' }],
}
const directory = { isOurs: (key: string) => key === 'support@example.com', personAt: () => undefined }

function anIntent(name: string, change: Partial<Intent['data']> = {}, mailbox = 'support'): Intent {
  const mailId = deriveId(name, mailbox)
  const data = {
    ...example,
    mailId,
    fingerprint: name.padStart(64, '0'),
    copy: { headers: name.padStart(64, '0'), body: null },
    ...change,
  }
  return firstEvent(intentCaseMessage, ORIGIN, { id: deriveId(mailId), correlationId: mailId, mailbox, data })
}
const answerTo = (messageId: string) => ({
  thread: { ...example.thread, references: [messageId] },
  reply: { ...example.reply, messageId: '<2@customer.example>' },
})

function handled(...intents: readonly Intent[]) {
  const mails = intents.map((intent) => caseMail(intent, directory))
  const { verdicts } = decideThreads(mails, { threads: new Map(), keys: new Map() })
  const { applied, writes } = applyVerdicts(verdicts, new Map(), [1042], NOW)
  const events = applied.flatMap((one) => messageEvents(one, { origin: ORIGIN, url: 'https://desk.example' }))
  return { writes, events, types: events.map(({ type }) => type.slice('dev.tubepost.'.length, -'.v1'.length)) }
}

test('given an opener, an answer and a copy at once, then there is one row', () => {
  const opener = anIntent('1', { content: { ...example.content, files: [FILE], fileCount: 1 } })
  const answer = anIntent('2', answerTo('<1@customer.example>'))
  const copy = anIntent('1', {}, 'sales')
  const { writes, types, events } = handled(opener, answer, copy)
  expect(types).toEqual([
    'case.opened',
    'mail.settled',
    'reply.requested',
    'case.replied',
    'mail.settled',
    'mail.settled',
  ])
  expect(events[0]?.data).toMatchObject({
    case: { number: 'CASE-1042', version: 1, url: 'https://desk.example/cases/CASE-1042' },
    message: { files: [{ name: 'a.png', size: 4 }], verified: true, text: 'Please help.' },
  })
  expect(writes.rows).toMatchObject([{ number: 1042, version: 3, mails: 2, files: 1, mailboxes: ['support', 'sales'] }])
  expect(writes.history.map(({ version, changes }) => [version, changes.length])).toEqual([
    [1, 0],
    [2, 0],
    [3, 1],
  ])
  expect(writes.entries).toHaveLength(2)
  expect(writes.files).toMatchObject([{ entryId: writes.entries[0]?.id, position: 0, place: FILE.place }])
})

test('given our address and the sender in To and Cc, then nobody is added for them', () => {
  const to = [example.sender.address, 'Support@Example.com', 'dora@customer.example'].map((address) => ({
    name: null,
    address,
  }))
  const { writes } = handled(anIntent('1', { to, cc: to }))
  expect(writes.participants.map(({ key }) => key)).toEqual([
    'carla@customer.example',
    'carla@customer.example',
    'dora@customer.example',
  ])
})

test.each([
  ['never', true, false],
  ['errorsOnly', true, false],
  ['firstMessage', true, true],
  ['always', true, true],
  ['always', false, false],
] as const)('given acknowledgements %s, and %s that it may be answered, then %s', (ack, mayReply, isAnswered) => {
  const { types, events } = handled(anIntent('1', { reply: { ...example.reply, ack, mayReply } }))
  expect(types.includes('reply.requested')).toBe(isAnswered)
  expect(events[1]?.data).toMatchObject({ outcome: 'applied', replyRequested: isAnswered })
})

test('given a person of the directory, then facts name the person', () => {
  const sender = { ...example.sender, personId: 'ana' }
  expect(handled(anIntent('1', { sender })).events[0]?.data).toMatchObject({ actor: 'ana' })
})
