import { deriveId } from '@tubepost/events'
import { expect, test } from 'vitest'
import { replyKey } from '../threads/thread-keys.ts'
import { decideSplit, refuseSplit, type SplitMail } from './decide-split.ts'
import { aCaseRow } from '../../test/a-case-row.ts'

const NOW = '2026-11-29T20:00:00.000Z'
const row = aCaseRow({
  number: 9,
  status: 'pending',
  priority: 'high',
  assignee: 'ana',
  mails: 3,
  files: 2,
})
const aMail = (name: string, change: Partial<SplitMail> = {}): SplitMail => ({
  id: deriveId(name, 'entry'),
  mailId: deriveId(name),
  mailbox: 'support',
  fromName: 'Dora',
  fromAddress: 'Dora@customer.example',
  actor: 'Dora@customer.example',
  recipients: { to: [{ address: 'support@example.com' }], cc: [{ address: 'colin@customer.example' }] },
  subject: 'The scanner too',
  trust: 'unverified',
  files: 1,
  ...change,
})
const split = (...mails: [SplitMail, ...SplitMail[]]) =>
  decideSplit(row, mails, { id: '2f1f1f64-4c1c-8b7e-9c52-6a8f7f0f3b11', number: 13, now: NOW })

test('given two mails, then they are a case by the first of them', () => {
  const second = aMail('b', { mailbox: 'sales', files: 0, fromAddress: 'colin@customer.example' })
  const { created, left, changes, company, keys } = split(aMail('a'), second)
  expect(created).toMatchObject({
    number: 13,
    version: 1,
    subject: 'The scanner too',
    status: 'open',
    priority: 'high',
    assignee: 'ana',
    requesterName: 'Dora',
    requesterKey: 'dora@customer.example',
    requesterPerson: null,
    mailboxes: ['support', 'sales'],
    mails: 2,
    files: 1,
  })
  expect(left).toEqual({ ...row, version: 4, mails: 1, files: 1, updatedAt: NOW })
  expect(changes).toEqual({
    created: [{ field: 'splitFrom', before: null, after: 'CASE-9' }],
    left: [{ field: 'split', before: null, after: 'CASE-13' }],
  })
  expect(company).toEqual(['dora@customer.example', 'support@example.com', 'colin@customer.example'])
  expect(keys).toContain(replyKey(deriveId(deriveId('a'), 'reply')))
})

test('given a person, then that is the requester; a forged sender is not verified', () => {
  const { created, isVerified } = split(aMail('a', { actor: 'dora', trust: 'failed' }))
  expect([created.requesterPerson, isVerified]).toEqual(['dora', false])
})

test.each([
  ['a line that is no mail of it', ['a', 'x'], ['a'], 3, 400, 'no_mail'],
  ['all its mails', ['a', 'b', 'c'], ['a', 'b', 'c'], 3, 409, 'no_mail_left'],
  ['another version', ['a'], ['a'], 2, 409, 'version'],
])('given %s, then the split is refused', (_, asked, found, version, statusCode, code) => {
  const entries = asked.map((name) => aMail(name).id)
  const mails = found.map((name) => aMail(name))
  expect(() => refuseSplit(row, mails, { entries, version })).toThrow(expect.objectContaining({ statusCode, code }))
})
