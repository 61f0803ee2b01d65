import type { MailboxRecord, Person, Status } from '@tubepost/events'
import { addressKey } from '@tubepost/mail'
import { expect, test } from 'vitest'
import { decideMail, type Directory, type ReceivedMail, restsOnAbsence } from './decide-mail.ts'

const ana: Person = {
  id: 'ana',
  name: 'Ana Example',
  addresses: ['ana@example.com'],
  timeZone: 'America/New_York',
  locale: 'en-US',
  role: 'user',
}
const statuses: Status[] = [
  { id: 'out', name: 'Out', aliases: ['O'], type: 'out', due: 'optional', position: 0 },
  { id: 'vacation', name: 'Vacation', aliases: [], type: 'unavailable', due: 'required', position: 1 },
]
const mailbox: MailboxRecord = {
  id: 'status',
  address: 'status@example.com',
  enabled: true,
  kind: 'imap',
  routes: [{ recipient: '*', to: 'status' }],
  policy: {
    fetchScope: 'newUids',
    backlog: 'ignore',
    afterSuccess: 'markRead',
    afterFailure: 'markRead',
    unknownSender: 'ignore',
    ack: 'errorsOnly',
    leastTrust: 'unverified',
    replyCc: false,
    caseSensitive: false,
    pastDate: 'shift',
    maxMailBytes: 52_428_800,
    trustedAuthservId: 'mx.example.com',
  },
}

function directory(changes: Partial<MailboxRecord> = {}): Directory {
  return {
    organisation: { name: '', timeZone: 'UTC', locale: 'en-US', defaultReturn: '09:00', endOfDay: '17:00', url: '' },
    mailboxes: new Map([['status', { ...mailbox, ...changes }]]),
    peopleByAddress: new Map([[addressKey('ana@example.com'), ana]]),
    statuses,
    terms: statuses.map(({ id, name, aliases, due }) => ({ id, name, aliases, due })),
    ownAddresses: new Set([addressKey('status@example.com')]),
  }
}

function received(headers: readonly string[], changes: Partial<ReceivedMail> = {}): ReceivedMail {
  return {
    mailId: '6f1f1f64-4c1c-8b7e-9c52-6a8f7f0f3b11',
    mailbox: 'status',
    fingerprint: 'a'.repeat(64),
    identity: { kind: 'smtp', session: 'x' },
    arrivedAt: '2014-08-15T19:00:00.000Z',
    envelope: { from: 'ana@example.com', recipients: [] },
    headers: `${headers.join('\r\n')}\r\n\r\n`,
    size: 1_000,
    body: null,
    backlog: false,
    ...changes,
  }
}

const good = ['From: Ana <ANA@Example.com>', 'To: status@example.com', 'Subject: Out 1d 9am call my cell']

test('a known person’s readable subject is an intent, read in the person’s zone at the mail’s time', () => {
  expect(decideMail(received(good), directory())).toMatchObject({
    kind: 'intent',
    person: { id: 'ana' },
    sentAt: '2014-08-15T19:00:00.000Z',
    reading: { status: { id: 'out' }, dueBack: '2014-08-16T09:00:00-04:00', comment: 'call my cell' },
  })
})

test.each([
  ['a subject with no status', 'Oot 30m', 'no_status'],
  ['an empty subject', '', 'empty'],
  ['a forward', 'Fwd: Out 30m', 'forwarded'],
  ['a missing time', 'Vacation', 'due_required'],
])('%s is misread', (_what, subject, reason) => {
  const mail = received(['From: ana@example.com', `Subject: ${subject}`])
  expect(decideMail(mail, directory())).toMatchObject({ kind: 'misread', reason })
})

test.each([
  ['Auto-Submitted says so', received([...good, 'Auto-Submitted: auto-replied'])],
  ['the envelope sender is null', received(good, { envelope: { from: '', recipients: [] } })],
  ['it comes from one of our own addresses', received(['From: status@example.com', 'Subject: Out'])],
])('a machine’s mail is ignored: %s', (_what, mail) => {
  expect(decideMail(mail, directory())).toMatchObject({ kind: 'settled', outcome: 'ignored', reason: 'automatic' })
})

test('a person may write "Out of Office" without being taken for a machine', () => {
  const office = directory()
  const terms = [...office.terms, { id: 'ooo', name: 'Out of Office', aliases: [] }]
  const mail = received(['From: ana@example.com', 'Subject: Out of Office 1d'])
  expect(decideMail(mail, { ...office, terms })).toMatchObject({ kind: 'intent', reading: { status: { id: 'ooo' } } })
})

test('two senders, no sender and strangers change nothing', () => {
  const reasonOf = (headers: string[]) => {
    const verdict = decideMail(received(headers), directory())
    return verdict.kind === 'settled' ? verdict.reason : verdict.kind
  }
  expect(reasonOf([...good, 'From: ben@example.com'])).toBe('from_ambiguous')
  expect(reasonOf(['Subject: Out'])).toBe('from_missing')
  expect(reasonOf(['From: ana@example.com.evil.example', 'Subject: Out'])).toBe('unknown_sender')
})

test('a sender whom the trusted server has refused never acts', () => {
  const mail = received(['Authentication-Results: mx.example.com; dmarc=fail header.from=example.com', ...good])
  expect(decideMail(mail, directory())).toMatchObject({ outcome: 'rejected', reason: 'trust_too_low' })
})

test('a mail to another recipient than the routes name has no route', () => {
  const routes = [{ recipient: 'board@example.com', to: 'status' as const }]
  expect(decideMail(received(good), directory({ routes }))).toMatchObject({ reason: 'no_route' })
  const mail = received(good, { envelope: { from: null, recipients: ['Board@example.com'] } })
  expect(decideMail(mail, directory({ routes }))).toMatchObject({ kind: 'intent' })
})

test('only verdicts that rest on what we do not know wait for the reference data', () => {
  const of = (headers: string[]) => restsOnAbsence(decideMail(received(headers), directory()))
  expect(of(good)).toBe(false)
  expect(of(['From: nobody@example.org', 'Subject: Out'])).toBe(true)
  expect(of(['From: ana@example.com', 'Subject: Oot'])).toBe(true)
  expect(of([...good, 'Auto-Submitted: auto-replied'])).toBe(false)
})
