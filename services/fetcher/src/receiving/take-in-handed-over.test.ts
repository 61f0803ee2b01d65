import { mailboxes as records } from '@tubepost/events'
import { expect, test } from 'vitest'
import type { ConfiguredMailbox } from '../mailboxes/mailboxes-sql.ts'
import { targetsOf } from './take-in-handed-over.ts'

const aMailbox = (id: string, to: 'status' | 'case') =>
  ({
    ...records.example,
    id,
    address: `${id}@example.com`,
    routes: [{ recipient: `${id}@example.com`, to }],
  }) as unknown as ConfiguredMailbox
const MAILBOXES = [aMailbox('status', 'status'), aMailbox('support', 'case')]

test.each([
  ['support@example.com', ['support']],
  ['support+x@example.com', ['support']],
  ['case-1042@example.com', ['support']],
  ['CASE-1042+x@Example.com', ['support']],
  ['case-0042@example.com', []],
  ['case-@example.com', []],
  ['task-1@example.com', []],
  ['case-1042@elsewhere.example', []],
  ['case-1042@example.com.evil.example', []],
  ['+x@example.com', []],
])('given a mail to %s, then it is for %j', (address, ids) => {
  expect(targetsOf(MAILBOXES, [address]).map(({ mailbox }) => mailbox.id)).toEqual(ids)
})

test('given mailboxes for statuses alone, then no number is taken', () => {
  expect(targetsOf([aMailbox('status', 'status')], ['case-1042@example.com'])).toEqual([])
})
