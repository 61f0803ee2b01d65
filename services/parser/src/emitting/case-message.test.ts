import {
  encodeEvent,
  firstEvent,
  intentCaseMessage,
  type MailContent,
  mailReceived,
  MAX_LISTED,
} from '@tubepost/events'
import { expect, test } from 'vitest'
import { directory, received, support } from '../../test/mails.ts'
import { decideMail } from '../judging/decide-mail.ts'
import type { Directory, ReceivedMail } from '../judging/known-mail.ts'
import { caseMessage } from './case-message.ts'

const origin = { service: 'parser', now: '2014-08-15T19:00:01.000Z' } as const
const content: MailContent = intentCaseMessage.example.content
const body = { sha256: 'b'.repeat(64), size: 1_000, mediaType: 'message/rfc822' }
const mail = [
  'From: Carla <carla@customer.example>',
  'To: status@example.com',
  'Message-ID: <1@customer.example>',
  'Subject: Fire',
]

// `max_payload` of deploy/nats/nats.conf, without room for headers.
const BROKER_BYTES = 1_000_000

function messageOf(data: ReceivedMail, known: Directory = directory(support()), read: MailContent = content) {
  const event = firstEvent(mailReceived, origin, {
    id: '0f1f1f64-4c1c-8b7e-9c52-6a8f7f0f3b11',
    correlationId: data.mailId,
    mailbox: data.mailbox,
    data,
  })
  const verdict = decideMail(data, known)
  if (verdict.kind !== 'message') throw new Error(`the mail is ${verdict.kind}`)
  return caseMessage(event, verdict, read, 'd'.repeat(64), known, origin)
}

test('given a stranger’s mail, then the intent has all that a case needs', () => {
  expect(messageOf(received(mail, { body })).data).toEqual({
    mailId: '6f1f1f64-4c1c-8b7e-9c52-6a8f7f0f3b11',
    copy: { headers: expect.stringMatching(/^(?!a{64})[0-9a-f]{64}$/), body: 'd'.repeat(64) },
    object: 'case',
    defaults: {},
    sender: {
      name: 'Carla',
      address: 'carla@customer.example',
      personId: null,
      trust: { level: 'unverified', evidence: expect.any(String) },
    },
    to: [{ name: null, address: 'status@example.com' }],
    cc: [],
    recipientCount: 1,
    subject: 'Fire',
    sentAt: '2014-08-15T19:00:00.000Z',
    arrivedAt: '2014-08-15T19:00:00.000Z',
    thread: { references: [], ours: [], tags: [], numbers: [] },
    content,
    size: 1_000,
    body,
    backlog: false,
    policy: { newCases: 'allow', closedCase: 'reopen', changedSubject: 'follow' },
    reply: {
      to: 'carla@customer.example',
      messageId: '<1@customer.example>',
      references: ['<1@customer.example>'],
      ack: 'firstMessage',
      mayReply: true,
      locale: 'en-US',
      timeZone: 'UTC',
      arrivedAt: '2014-08-15T19:00:00.000Z',
      trust: 'unverified',
      replyTo: 'status@example.com',
    },
  })
})

test('given a known person, then the answer is in their language and by their clock', () => {
  const known = directory(support())
  const german = { ...known, organisation: { ...known.organisation, locale: 'de-DE', timeZone: 'Europe/Berlin' } }
  expect(messageOf(received(['From: ana@example.com']), german).data).toMatchObject({
    sender: { personId: 'ana' },
    reply: { to: 'ana@example.com', locale: 'en-US', timeZone: 'America/New_York' },
  })
  expect(messageOf(received(mail), german).data.reply).toMatchObject({ locale: 'de-DE', timeZone: 'Europe/Berlin' })
})

test('given a route with defaults and a policy, then both go along', () => {
  const routes = [{ recipient: '*', to: 'case' as const, defaults: { priority: 'high' as const } }]
  const strict = { newCases: 'refuse', closedCase: 'newCase', changedSubject: 'newCase' } as const
  expect(messageOf(received(mail), directory(support(strict, routes))).data).toMatchObject({
    defaults: { priority: 'high' },
    policy: strict,
  })
})

test('given a mail from before the set-up, then it is never answered', () => {
  expect(messageOf(received(mail, { backlog: true })).data).toMatchObject({ backlog: true, reply: { ack: 'never' } })
})

test('given more recipients than are listed, then the first are, with their count', () => {
  const many = Array.from({ length: 150 }, (_, n) => `a${n}@customer.example`).join(', ')
  const { to, cc, recipientCount } = messageOf(
    received(['From: carla@customer.example', `To: ${many}`, 'Cc: b@x.example']),
  ).data
  expect([to.length, cc.length, recipientCount]).toEqual([MAX_LISTED, 1, 151])
})

test('given a mail that fills every list, then the event is one that the broker takes', () => {
  const wide = '会'.repeat(200)
  const people = Array.from({ length: 400 }, (_, n) => `"${wide}" <${wide.slice(0, 60)}${n}@customer.example>`).join(
    ', ',
  )
  const ids = Array.from({ length: 300 }, (_, n) => `<${wide.slice(0, 60)}${n}@customer.example>`).join(' ')
  const file = {
    name: `${'🔥'.repeat(76)}.png`,
    mediaType: `application/${'x'.repeat(120)}`,
    size: 1,
    sha256: 'a'.repeat(64),
    inline: true,
    contentId: '会'.repeat(200),
    place: [{ from: 123_456_789, to: 223_456_789, encoding: 'quoted-printable' as const }],
  }
  const full: MailContent = {
    ...content,
    text: '"\\'.repeat(32_768),
    reply: '\n"'.repeat(32_768),
    files: Array.from({ length: 100 }, () => file),
    fileCount: 1_000,
  }
  const fields = [
    `From: carla@customer.example`,
    `To: ${people}`,
    `Cc: ${people}`,
    `References: ${ids}`,
    `Subject: ${wide}`,
  ]
  const event = messageOf(received(fields), directory(support()), full)
  expect(Buffer.byteLength(encodeEvent(intentCaseMessage, event))).toBeLessThan(BROKER_BYTES)
  expect(intentCaseMessage.problems(event.data)).toEqual([])
})
