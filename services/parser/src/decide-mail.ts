import type { DataOf, mailReceived, MailboxRecord, Organisation, Person, ReasonCode, Status } from '@tubepost/events'
import { type Reading, readStatusSubject, type StatusTerm } from '@tubepost/grammar'
import {
  addressKey,
  type Headers,
  type Judgement,
  judge,
  mailTime,
  parseHeaderBlock,
  readSender,
  readTrust,
  recipients,
  type Trust,
} from '@tubepost/mail'

export type ReceivedMail = DataOf<typeof mailReceived>

/** What the judgement of a mail rests on besides the mail. */
export interface Directory {
  readonly organisation: Organisation
  readonly mailboxes: ReadonlyMap<string, MailboxRecord>
  /** By addressKey. */
  readonly peopleByAddress: ReadonlyMap<string, Person>
  readonly statuses: readonly Status[]
  readonly terms: readonly StatusTerm[]
  /** addressKeys of all our mailboxes: a mail from one of them is a loop. */
  readonly ownAddresses: ReadonlySet<string>
}

interface Judged {
  readonly headers: Headers
  readonly judgement: Judgement
  readonly mailbox: MailboxRecord
}
export interface Understood extends Judged {
  readonly person: Person
  readonly address: string
  readonly trust: Trust
  readonly sentAt: string
  readonly reading: Reading
}
export type Verdict =
  | ({ kind: 'intent'; reading: Extract<Reading, { error: null }> } & Understood)
  /** A known person’s mail that could not be read: they are told, where the mailbox says so. */
  | ({ kind: 'misread'; reason: ReasonCode } & Understood)
  | { kind: 'settled'; outcome: 'ignored' | 'rejected'; reason: ReasonCode; text: string; evidence: string }

/** These rest on what we do not know, so they are given only when all reference data has been seen. */
const NEGATIVE: ReadonlySet<ReasonCode> = new Set(['unknown_sender', 'no_route', 'no_status', 'due_required'])

export function restsOnAbsence(verdict: Verdict): boolean {
  return verdict.kind !== 'intent' && NEGATIVE.has(verdict.reason)
}

const AUTOMATIC: ReadonlySet<string> = new Set<Judgement['class']>([
  'loop',
  'bounce',
  'dsn-delayed',
  'dsn-success',
  'feedback-report',
  'mdn',
  'challenge-response',
  'vacation',
  'auto-reply',
])
const TRUST_ORDER = ['failed', 'unverified', 'plausible', 'authenticated'] as const

/** Judges one mail: is it from a person, is there a route, do we know the sender, what does the subject ask for. */
export function decideMail(mail: ReceivedMail, directory: Directory): Verdict {
  const mailbox = directory.mailboxes.get(mail.mailbox)
  if (mailbox === undefined) return settled('rejected', 'no_route', 'This mailbox is no longer configured.')
  const headers = parseHeaderBlock(mail.headers)
  const judgement = judge(headers, { envelopeFrom: mail.envelope.from, ownAddresses: directory.ownAddresses })
  if (AUTOMATIC.has(judgement.class)) {
    const evidence = judgement.evidence.map((item) => `${item.rule}: ${item.header}: ${item.value}`).join('; ')
    return settled('ignored', 'automatic', `A machine sent this mail (${judgement.class}).`, evidence)
  }
  const sender = readSender(headers)
  if (sender.kind === 'missing') return settled('rejected', 'from_missing', 'The mail names no sender.')
  if (sender.kind === 'ambiguous') return settled('rejected', 'from_ambiguous', 'The mail names more than one sender.')

  const addressed = new Set(recipients(headers, mail.envelope.recipients).map(addressKey))
  const route = mailbox.routes.find(({ recipient }) => recipient === '*' || addressed.has(addressKey(recipient)))
  if (route === undefined)
    return settled('rejected', 'no_route', 'No route of the mailbox takes a mail to these recipients.')

  const { address } = sender.mailbox
  const person = directory.peopleByAddress.get(addressKey(address))
  if (person === undefined) return settled('ignored', 'unknown_sender', 'The sender is nobody we know.')
  const trust = readTrust(headers, address, mailbox.policy.trustedAuthservId ?? undefined)
  if (TRUST_ORDER.indexOf(trust.level) < TRUST_ORDER.indexOf(mailbox.policy.leastTrust)) {
    return settled(
      'rejected',
      'trust_too_low',
      `The sender is ${trust.level}; this mailbox asks for ${mailbox.policy.leastTrust}.`,
      trust.evidence,
    )
  }

  const sentAt = mailTime(headers.first('date'), mail.arrivedAt)
  const reading = readStatusSubject(headers.first('subject') ?? '', {
    statuses: directory.terms,
    sentAt,
    timeZone: person.timeZone,
    locale: person.locale,
    defaultReturn: directory.organisation.defaultReturn,
    endOfDay: directory.organisation.endOfDay,
    caseSensitive: mailbox.policy.caseSensitive,
    pastDate: mailbox.policy.pastDate,
  })
  const understood = { headers, judgement, mailbox, person, address, trust, sentAt }
  return reading.error === null
    ? { kind: 'intent', ...understood, reading }
    : { kind: 'misread', ...understood, reading, reason: reading.error.code }
}

function settled(outcome: 'ignored' | 'rejected', reason: ReasonCode, text: string, evidence = ''): Verdict {
  return { kind: 'settled', outcome, reason, text, evidence }
}
