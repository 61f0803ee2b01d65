import type { Person, ReasonCode } from '@tubepost/events'
import { type Reading, readStatusSubject } from '@tubepost/grammar'
import type { Directory, KnownMail } from './known-mail.ts'
import { refuseStranger, refuseTrust, type Settled } from './settled.ts'

/** A mail of a person whose subject was read. */
export interface Understood extends KnownMail {
  readonly person: Person
  readonly reading: Reading
}
export interface StatusAsked extends Understood {
  readonly kind: 'intent'
  readonly reading: Extract<Reading, { error: null }>
}
/** A known person’s mail that could not be read: they get an answer where the mailbox says so. */
export interface Misread extends Understood {
  readonly kind: 'misread'
  readonly reason: ReasonCode
}

/** Judges a mail to the board: a person’s subject asks for a status. */
export function decideStatus(known: KnownMail, directory: Directory): StatusAsked | Misread | Settled {
  const { headers, mailbox, person, sentAt } = known
  const { policy } = mailbox
  // A status is a person’s: there is nothing to confirm or accept.
  if (person === undefined)
    return refuseStranger(policy.unknownSender === 'quarantine' ? 'quarantine' : 'ignore', known)
  const refusal = refuseTrust(known)
  if (refusal !== undefined) return refusal

  const reading = readStatusSubject(headers.first('subject') ?? '', {
    statuses: directory.terms,
    sentAt,
    timeZone: person.timeZone,
    locale: person.locale,
    defaultReturn: directory.organisation.defaultReturn,
    endOfDay: directory.organisation.endOfDay,
    subjectTags: directory.organisation.subjectTags,
    caseSensitive: policy.caseSensitive,
    pastDate: policy.pastDate,
  })
  return reading.error === null
    ? { kind: 'intent', ...known, person, reading }
    : { kind: 'misread', ...known, person, reading, reason: reading.error.code }
}
