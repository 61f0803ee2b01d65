import type { DataOf, mailReceived, MailboxRecord, Organisation, Person, ReasonCode, Status } from '@tubepost/events'
import { type Reading, readStatusSubject, type StatusTerm } from '@tubepost/grammar'
import {
  addressKey,
  type Headers,
  type Judgement,
  judge,
  mailTime,
  momentOfEffect,
  parseHeaderBlock,
  readOwnMessageId,
  readSender,
  readTrust,
  recipients,
  type SigningKeys,
  type Trust,
  type TrustedServer,
} from '@tubepost/mail'
import { findRoute, type RouteFound } from './find-route.ts'
import { SENTENCES, tellRoutes, tellTrust } from './reason-sentences.ts'

export type ReceivedMail = DataOf<typeof mailReceived>

/** Everything known beforehand that the judgement of a mail rests on. */
export interface Directory {
  readonly organisation: Organisation
  readonly mailboxes: ReadonlyMap<string, MailboxRecord>
  /** By addressKey. */
  readonly peopleByAddress: ReadonlyMap<string, Person>
  readonly statuses: readonly Status[]
  readonly terms: readonly StatusTerm[]
  /** addressKeys of all our mailboxes: a mail from one of them is a loop. */
  readonly ownAddresses: ReadonlySet<string>
  /** They sign the Message-IDs of our replies. */
  readonly keys: SigningKeys
}

interface Judged {
  readonly headers: Headers
  readonly judgement: Judgement
  readonly mailbox: MailboxRecord
  readonly route: RouteFound
}
export interface Understood extends Judged {
  readonly person: Person
  /** As the directory has it: whatever a From is taken for, answers go nowhere else. */
  readonly address: string
  readonly trust: Trust
  readonly sentAt: string
  readonly effectAt: string
  readonly reading: Reading
}
/** A mail that was settled before its subject was read, with the facts known by then. */
export interface Settled {
  readonly kind: 'settled'
  readonly outcome: 'ignored' | 'rejected'
  readonly reason: ReasonCode
  readonly text: string
  readonly route?: RouteFound
  readonly person?: Person
  readonly trust?: Trust
}
export type Verdict =
  | ({ kind: 'intent'; reading: Extract<Reading, { error: null }> } & Understood)
  /** A known person’s mail that could not be read: they get an answer where the mailbox says so. */
  | ({ kind: 'misread'; reason: ReasonCode } & Understood)
  | Settled

/** These rest on the absence of a record, so they are given only when all reference data has been seen. */
const NEGATIVE: ReadonlySet<ReasonCode> = new Set([
  'unknown_sender',
  'quarantined',
  'no_route',
  'no_status',
  'due_required',
])

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
  'calendar',
  'reaction',
  'challenge-response',
  'vacation',
  'auto-reply',
])
const TRUST_ORDER = ['failed', 'unverified', 'plausible', 'authenticated'] as const

/** Judges one mail: is it from a person, is there a route, do we know the sender, what does the subject ask for. */
export function decideMail(mail: ReceivedMail, directory: Directory): Verdict {
  const mailbox = directory.mailboxes.get(mail.mailbox)
  if (mailbox === undefined) return settled('rejected', 'no_route', SENTENCES.mailboxGone)
  const headers = parseHeaderBlock(mail.headers, mail.headersCut)
  const judgement = judge(headers, {
    envelopeFrom: mail.envelope.from,
    ownAddresses: directory.ownAddresses,
    ownReplyOf: (messageId) => readOwnMessageId(directory.keys, messageId),
    bodyFacts: mail.bodyFacts,
  })
  if (AUTOMATIC.has(judgement.class)) return settled('ignored', 'automatic', SENTENCES.automatic(judgement))
  if (!headers.complete) return settled('rejected', 'from_ambiguous', SENTENCES.headerTooLong)
  const sender = readSender(headers)
  if (sender.kind === 'missing') return settled('rejected', 'from_missing', SENTENCES.fromMissing)
  if (sender.kind === 'ambiguous') return settled('rejected', 'from_ambiguous', SENTENCES.fromAmbiguous)

  const route = findRoute(mailbox.routes, recipients(headers, mail.envelope.recipients))
  if (route === undefined) return settled('rejected', 'no_route', SENTENCES.noRoute(mailbox.routes))

  const key = addressKey(sender.mailbox.address)
  const person = directory.peopleByAddress.get(key)
  if (person === undefined) {
    return mailbox.policy.unknownSender === 'quarantine'
      ? settled('ignored', 'quarantined', SENTENCES.quarantined, { route })
      : settled('ignored', 'unknown_sender', SENTENCES.unknownSender, { route })
  }
  const address = person.addresses.find((each) => addressKey(each) === key) ?? sender.mailbox.address
  const trust = readTrust(headers, sender.mailbox.address, trustedServer(mailbox.policy))
  if (TRUST_ORDER.indexOf(trust.level) < TRUST_ORDER.indexOf(mailbox.policy.leastTrust)) {
    const text = tellTrust(trust, mailbox.policy.leastTrust)
    return settled('rejected', 'trust_too_low', text, { route, person, trust })
  }

  const sentAt = mailTime(headers.first('date'), mail.arrivedAt)
  const effectAt = momentOfEffect(headers.first('date'), mail.arrivedAt)
  const reading = readStatusSubject(headers.first('subject') ?? '', {
    statuses: directory.terms,
    sentAt,
    timeZone: person.timeZone,
    locale: person.locale,
    defaultReturn: directory.organisation.defaultReturn,
    endOfDay: directory.organisation.endOfDay,
    subjectTags: directory.organisation.subjectTags,
    caseSensitive: mailbox.policy.caseSensitive,
    pastDate: mailbox.policy.pastDate,
  })
  const understood = { headers, judgement, mailbox, route, person, address, trust, sentAt, effectAt }
  return reading.error === null
    ? { kind: 'intent', ...understood, reading }
    : { kind: 'misread', ...understood, reading, reason: reading.error.code }
}

function trustedServer(policy: MailboxRecord['policy']): TrustedServer | undefined {
  const { trustedAuthservId: authservId, trustedHops: hops, trustedRun: writesRun } = policy
  return authservId === null || authservId === '' ? undefined : { authservId, hops, writesRun }
}

function settled(
  outcome: Settled['outcome'],
  reason: ReasonCode,
  text: string,
  known: Pick<Settled, 'route' | 'person' | 'trust'> = {},
): Settled {
  const others = known.route === undefined ? '' : tellRoutes(known.route)
  return { kind: 'settled', outcome, reason, text: others === '' ? text : `${text} ${others}`, ...known }
}
