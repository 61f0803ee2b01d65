import type { DataOf, mailReceived, MailboxRecord, Organisation, Person, Status } from '@tubepost/events'
import type { StatusTerm } from '@tubepost/grammar'
import type { Headers, Judgement, Mailbox, SigningKeys, Trust } from '@tubepost/mail'
import type { RouteFound } from './find-route.ts'

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
  /** Domains of all our mailboxes, as addressKey writes them. */
  readonly ownDomains: ReadonlySet<string>
  /** They sign the Message-IDs of our replies. */
  readonly keys: SigningKeys
}

/** A mail that one sender has written and a route takes: as far as it is judged alike, whatever the route is for. */
export interface KnownMail {
  readonly headers: Headers
  readonly judgement: Judgement
  readonly mailbox: MailboxRecord
  /** Everybody it was sent to, as far as the server and the header tell. */
  readonly recipients: readonly string[]
  readonly route: RouteFound
  readonly sender: Mailbox
  /** Undefined: a stranger. */
  readonly person: Person | undefined
  /** As the directory has it: whatever a From is taken for, answers go nowhere else. */
  readonly address: string
  readonly trust: Trust
  readonly sentAt: string
  readonly effectAt: string
}
