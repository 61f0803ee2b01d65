import { ownMessageId } from '@tubepost/mail'
import { describe, expect, test } from 'vitest'
import { directory, received, support } from '../../test/mails.ts'
import { decideMail, restsOnAbsence } from './decide-mail.ts'

const mail = ['From: Carla <carla@customer.example>', 'To: status@example.com', 'Subject: The printer is on fire']
const cases = directory(support())

test('given a stranger’s mail to a mailbox for cases, then it is a message', () => {
  expect(decideMail(received(mail), cases)).toMatchObject({
    kind: 'message',
    person: undefined,
    sender: { name: 'Carla' },
    address: 'carla@customer.example',
    trust: { level: 'unverified' },
    subject: 'The printer is on fire',
    to: [{ name: null, address: 'status@example.com' }],
    cc: [],
    thread: { references: [], ours: [], tags: [], numbers: [] },
  })
})

test('given a known person’s mail, then it is theirs, with the address on file', () => {
  const verdict = decideMail(received(['From: ANA@Example.com', 'Subject: Out 1d']), cases)
  expect(verdict).toMatchObject({ kind: 'message', person: { id: 'ana' }, address: 'ana@example.com' })
})

test.each([
  ['ignore', 'unknown_sender', /belongs to nobody/],
  ['quarantine', 'quarantined', /kept in quarantine/],
  ['confirm', 'quarantined', /asks strangers to confirm/],
] as const)('given unknownSender: %s, then a stranger’s mail is ignored', (unknownSender, reason, text) => {
  const verdict = decideMail(received(mail), directory(support({ unknownSender })))
  expect(verdict).toMatchObject({ kind: 'settled', outcome: 'ignored', reason, text: expect.stringMatching(text) })
  expect(decideMail(received(['From: ana@example.com']), directory(support({ unknownSender })))).toMatchObject({
    kind: 'message',
  })
})

test('given unknownSender: accept on a status mailbox, then a stranger has no status', () => {
  const status = directory(support({}, [{ recipient: '*', to: 'status' }]))
  expect(decideMail(received(mail), status)).toMatchObject({ kind: 'settled', reason: 'unknown_sender' })
})

describe('a mail that is nobody’s message', () => {
  test.each([
    ['a machine’s', ['Auto-Submitted: auto-replied', ...mail], 'automatic'],
    ['one from an address of ours', ['From: status@example.com', 'Subject: x'], 'automatic'],
    ['one without a sender', ['Subject: x'], 'from_missing'],
    ['one of two senders', [...mail, 'From: dan@customer.example'], 'from_ambiguous'],
  ])('given %s, then it is settled as on any other mailbox', (_what, headers, reason) => {
    expect(decideMail(received(headers), cases)).toMatchObject({ kind: 'settled', reason })
  })

  test.each([
    ['failed', 'unverified', ['Authentication-Results: mx.example.com; dmarc=fail header.from=customer.example']],
    ['unverified', 'plausible', []],
  ] as const)('given a stranger whose trust is %s, then it is too low for %s', (level, leastTrust, fields) => {
    const verdict = decideMail(received([...fields, ...mail]), directory(support({ leastTrust })))
    expect(verdict).toMatchObject({ outcome: 'rejected', reason: 'trust_too_low', trust: { level } })
    expect(verdict).not.toHaveProperty('person')
  })
})

test('given routes for both, then the recipient tells which', () => {
  const both = directory(
    support({}, [
      { recipient: 'support@example.com', to: 'case' },
      { recipient: '*', to: 'status' },
    ]),
  )
  const to = (address: string) =>
    decideMail(received(['From: ana@example.com', `To: ${address}`, 'Subject: Out']), both)
  expect(to('support@example.com')).toMatchObject({ kind: 'message' })
  expect(to('status@example.com')).toMatchObject({ kind: 'intent' })
})

test('given an answer, then everything that may lead to its case is told', () => {
  const keys = [Buffer.alloc(32, 1)]
  const ours = ownMessageId(keys, { replyId: '6f1f1f64-4c1c-8b7e-9c52-6a8f7f0f3b11', subject: 'x' }, 'example.com')
  const headers = [
    'From: carla@customer.example',
    'To: "Support" <case-7@example.com>, team: dan@customer.example;',
    'Cc: eve@customer.example, case-9@customer.example',
    'Subject: =?utf-8?q?Re=3A_[CASE-1042]_Caf=C3=A9?=',
    `References: <1@customer.example> ${ours}`,
  ]
  expect(decideMail(received(headers), { ...cases, keys })).toMatchObject({
    subject: 'Re: [CASE-1042] Café',
    to: [{ name: 'Support', address: 'case-7@example.com' }, { address: 'dan@customer.example' }],
    cc: [{ address: 'eve@customer.example' }, { address: 'case-9@customer.example' }],
    thread: {
      references: ['<1@customer.example>', ours],
      ours: ['6f1f1f64-4c1c-8b7e-9c52-6a8f7f0f3b11'],
      tags: ['CASE-1042'],
      numbers: ['CASE-7'],
    },
  })
})

test('only a message of nobody known waits for the reference data', () => {
  expect(restsOnAbsence(decideMail(received(mail), cases))).toBe(true)
  expect(restsOnAbsence(decideMail(received(['From: ana@example.com']), cases))).toBe(false)
})

test('given an answer under the subject of our reply, then it is a person’s message', () => {
  const keys = [Buffer.alloc(32, 1)]
  const subject = '[CASE-1042] We have your mail'
  const ours = ownMessageId(keys, { replyId: '6f1f1f64-4c1c-8b7e-9c52-6a8f7f0f3b11', subject }, 'example.com')
  const answer = received(['From: carla@customer.example', `Subject: Re: ${subject}`, `In-Reply-To: ${ours}`])
  expect(decideMail(answer, { ...cases, keys })).toMatchObject({ kind: 'message' })
})
