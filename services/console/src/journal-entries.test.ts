import { causedBy, deriveId, firstEvent, mailReceived, mailRequeued, mailSettled, replyFailed } from '@tubepost/events'
import { expect, test } from 'vitest'
import { describeEvent } from './describe-event.ts'
import { journalEntries } from './journal-entries.ts'

const origin = { service: 'fetcher', now: '2014-08-15T19:00:00.000Z' }
const received = firstEvent(mailReceived, origin, {
  id: deriveId('received'),
  correlationId: mailReceived.example.mailId,
  mailbox: 'status',
  data: {
    ...mailReceived.example,
    headers:
      'From: =?UTF-8?Q?J=C3=B6rg?= <j@example.com>\r\nSubject: =?UTF-8?Q?d=C3=A9jeuner?=\r\nMessage-ID: <m1@x>\r\n\r\n',
  },
})

test('the head of a mail is shown decoded', () => {
  expect(journalEntries([received]).heads).toEqual([
    {
      mailId: mailReceived.example.mailId,
      mailbox: 'status',
      messageId: '<m1@x>',
      from: 'Jörg <j@example.com>',
      subject: 'déjeuner',
      receivedAt: mailReceived.example.arrivedAt,
    },
  ])
})

test('a settlement by the fetcher brings the head of a mail that was never published', () => {
  const head = { messageId: '<m2@x>', from: 'a@b', subject: 'Out', arrivedAt: origin.now }
  const settled = causedBy(received, mailSettled, origin, { ...mailSettled.example, mail: head })
  const entries = journalEntries([settled])
  expect(entries.heads).toMatchObject([{ messageId: '<m2@x>', subject: 'Out' }])
  expect(entries.settlements).toMatchObject([{ outcome: 'applied', reason: null }])
})

test('a reply whose answer was lost is unknown, not failed', () => {
  const lost = causedBy(received, replyFailed, origin, { ...replyFailed.example, state: 'unknown' })
  expect(journalEntries([lost]).replies).toMatchObject([{ state: 'unknown' }])
  expect(describeEvent(replyFailed.name, lost.data)).toBe('Nobody knows whether the reply was delivered.')
})

test('a settlement says of which round of the mail it is', () => {
  const requeued = firstEvent(mailRequeued, origin, { id: deriveId('again'), data: mailRequeued.example, round: 1 })
  const again = causedBy({ ...received, round: 1 }, mailSettled, origin, mailSettled.example)
  const entries = journalEntries([causedBy(received, mailSettled, origin, mailSettled.example), requeued, again])
  expect(entries.settlements.map(({ round }) => round)).toEqual([0, 1])
  expect(entries.requeues).toEqual([{ mailId: mailRequeued.example.mailId, mailbox: 'status', round: 1 }])
  expect(describeEvent(mailRequeued.name, requeued.data)).toMatch(/^admin has the mail handled again \(round 1\)/)
})
