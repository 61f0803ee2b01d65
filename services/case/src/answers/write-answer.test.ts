import { people } from '@tubepost/events'
import { headerSafe } from '@tubepost/mail'
import { RefusedRequest } from '@tubepost/service'
import { expect, test } from 'vitest'
import type { Directory } from '../directory.ts'
import type { CaseRow } from '../records/case-row.ts'
import { answerSubject, writeAnswer } from './write-answer.ts'
import { aCaseRow } from '../../test/a-case-row.ts'

const row = aCaseRow({
  number: 7,
  status: 'new',
  requesterName: 'Carla Customer',
  openedAt: '2014-08-15T19:00:00.000Z',
  updatedAt: '2014-08-15T19:00:00.000Z',
})
const directory: Directory = {
  url: 'http://127.0.0.1:8080',
  isOurs: (key) => key.endsWith('@example.com'),
  personAt: () => undefined,
  addressOf: (mailbox) => (mailbox === 'support' ? 'support@example.com' : undefined),
  people: new Map([['ana', { ...people.example, id: 'ana', name: 'Ana Example' }]]),
}
const on = { id: '7f1f1f64-4c1c-8b7e-9c52-6a8f7f0f3b11', actor: 'ana', now: '2014-08-15T19:30:00.000Z', directory }
const CARLA = { name: 'Carla Customer', address: 'carla@customer.example' }
const party = (address: string) => ({ name: null, address })

test('an answer without recipients goes to the requester, in the name of its writer', () => {
  expect(writeAnswer(row, { text: 'Still?' }, on)).toEqual({
    id: on.id,
    recordId: row.id,
    mergedFrom: null,
    at: on.now,
    actor: 'ana',
    mailbox: 'support',
    fromName: 'Ana Example',
    fromAddress: 'support@example.com',
    recipients: { to: [CARLA], cc: [], bcc: [] },
    subject: 'Re: The printer is on fire [CASE-7]',
    text: 'Still?',
  })
  expect(writeAnswer(row, { text: 'Still?' }, { ...on, actor: 'admin' })).toMatchObject({
    fromName: null,
    recipients: { to: [CARLA] },
  })
})

test('nobody gets an answer twice', () => {
  const asked = {
    text: 'x',
    to: ['A@x.example', 'a@x.example'],
    cc: ['b@x.example', 'a@x.example'],
    bcc: ['B@x.example'],
  }
  expect(writeAnswer(row, asked, on).recipients).toEqual({
    to: [party('A@x.example')],
    cc: [party('b@x.example')],
    bcc: [],
  })
})

test.each([
  ['bad_address', { to: ['carla'] }],
  ['bad_address', { cc: ['a@x.example, b@x.example'] }],
  ['bad_address', { bcc: ['group: a@x.example;'] }],
  ['bad_address', { to: ['a@x.example\r\nBcc: b@x.example'] }],
  ['own_address', { cc: ['sales@example.com'] }],
  ['too_many', { cc: Array.from({ length: 50 }, (_, at) => `u${at}@x.example`) }],
  ['blank', { text: '\u200b \n' }],
  ['no_mailbox', {}, { mailbox: 'gone' }],
])('given a refusal for %s, then it is told', (code, asked, change: Partial<CaseRow> = {}) => {
  const write = () => writeAnswer({ ...row, ...change }, { text: 'x', ...asked }, on)
  expect(write).toThrow(expect.objectContaining({ constructor: RefusedRequest, code }))
})

test.each([
  ['The printer', 'Re: The printer [CASE-7]'],
  ['RE: The printer', 'RE: The printer [CASE-7]'],
  ['Re: The printer [CASE-7]', 'Re: The printer [CASE-7]'],
  ['', 'Re: [CASE-7]'],
  ['[CASE-7] The printer', 'Re: The printer [CASE-7]'],
  ['a\r\nBcc: b@x.example', 'Re: a Bcc: b@x.example [CASE-7]'],
  ['😀'.repeat(300), `Re: ${'😀'.repeat(93)}… [CASE-7]`],
  ['x'.repeat(187), `Re: ${'x'.repeat(187)} [CASE-7]`],
  ['x'.repeat(188), `Re: ${'x'.repeat(186)}… [CASE-7]`],
])('given the subject %j, then the answer has %j', (subject, expected) => {
  expect(answerSubject({ subject, number: 7 })).toBe(expected)
  expect(headerSafe(expected)).toBe(expected)
})
