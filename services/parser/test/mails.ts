/** Mails and the directory that they are judged by: one person, three statuses, one mailbox. */
import type { MailboxRecord, Person, Policy, Status } from '@tubepost/events'
import { addressKey } from '@tubepost/mail'
import type { Directory, ReceivedMail } from '../src/judging/known-mail.ts'

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
    trustedHops: 0,
    trustedRun: false,
    newCases: 'allow',
    closedCase: 'reopen',
    changedSubject: 'follow',
  },
}

export function directory(changes: Partial<MailboxRecord> = {}): Directory {
  return {
    organisation: { name: '', timeZone: 'UTC', locale: 'en-US', defaultReturn: '09:00', endOfDay: '17:00', url: '' },
    mailboxes: new Map([['status', { ...mailbox, ...changes }]]),
    peopleByAddress: new Map([[addressKey('ana@example.com'), ana]]),
    statuses,
    terms: statuses.map(({ id, name, aliases, due }) => ({ id, name, aliases, due })),
    ownAddresses: new Set([addressKey('status@example.com')]),
    ownDomains: new Set(['example.com']),
    keys: [],
  }
}

export function received(headers: readonly string[], changes: Partial<ReceivedMail> = {}): ReceivedMail {
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

/** The mailbox with changes to its policy. */
export function policy(changes: Partial<Policy>): Partial<MailboxRecord> {
  return { policy: { ...mailbox.policy, ...changes } }
}

/** The mailbox with cases for everybody who writes. */
export function support(
  changes: Partial<Policy> = {},
  routes: MailboxRecord['routes'] = [{ recipient: '*', to: 'case' }],
) {
  return { routes, ...policy({ unknownSender: 'accept', ack: 'firstMessage', ...changes }) }
}
