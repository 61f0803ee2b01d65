import { decodeHeaderText, limits, type Mailbox, parseMailboxes, type ThreadCandidates, threadOf } from '@tubepost/mail'
import type { Directory, KnownMail } from './known-mail.ts'
import { refuseStranger, refuseTrust, type Settled } from './settled.ts'

/** A mail that opens a case, or belongs to one. */
export interface CaseMessage extends KnownMail {
  readonly kind: 'message'
  /** Decoded, and cut. */
  readonly subject: string
  /** All recipients that the sender wrote, ours among them. */
  readonly to: readonly Mailbox[]
  readonly cc: readonly Mailbox[]
  readonly thread: ThreadCandidates
}

/** Judges a mail to a mailbox for cases: any mail of a sender who is taken is a message. */
export function decideCase(known: KnownMail, directory: Directory): CaseMessage | Settled {
  const { headers, mailbox, person, recipients } = known
  const { unknownSender } = mailbox.policy
  if (person === undefined && unknownSender !== 'accept') return refuseStranger(unknownSender, known)
  const refusal = refuseTrust(known)
  if (refusal !== undefined) return refusal

  const { keys, ownDomains: domains } = directory
  return {
    kind: 'message',
    ...known,
    subject: decodeHeaderText(headers.first('subject') ?? '').slice(0, limits.subjectChars),
    to: named(headers.all('to')),
    cc: named(headers.all('cc')),
    thread: threadOf(headers, recipients, { keys, domains }),
  }
}

function named(values: readonly string[]): Mailbox[] {
  return values.flatMap((value) => {
    const { mailboxes, grouped } = parseMailboxes(value)
    return [...mailboxes, ...grouped]
  })
}
