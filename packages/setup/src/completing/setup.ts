import type { MailboxRecord, Organisation, Person, Status } from '@tubepost/events'
import type { MailboxEntry } from '../schema/setup-schema.ts'
import type { PasswordSource } from '../sources/source-setup.ts'
import type { SourceSettings } from '../sources/source-setups.ts'

/** A mailbox with every preset and default filled in, and with `entry` as the person wrote it, without its password. */
export type CompleteMailbox = MailboxRecord & { source: SourceSettings; entry: MailboxEntry }

export interface SmtpSettings {
  host: string
  port: number
  tls: 'implicit' | 'starttls' | 'none'
  from: string
  username: string | undefined
  password: PasswordSource
  tlsVerify: boolean
  /** Sender of the envelope; its bounces come here. Without it the null sender, which no bounce can answer. */
  envelopeFrom?: string | undefined
  /** The name that we give in EHLO. */
  heloName?: string | undefined
}

/** A provider of OpenID Connect. */
export interface OidcProvider {
  id: string
  name: string
  issuer: string
  clientId: string
  /** The client secret; undefined for a public client. */
  secret: PasswordSource
  /** Domains whose addresses it alone gives out, lower case. */
  domains: readonly string[]
}

/** tubepost.yaml, checked and with every preset and default filled in. */
export interface Setup {
  organisation: Organisation
  people: Person[]
  /** `colour`: null for the colour of its type. */
  statuses: (Status & { colour: string | null })[]
  mailboxes: CompleteMailbox[]
  smtp: SmtpSettings | undefined
  limits: {
    repliesPerRecipientPerHour: number
    /** To all recipients together. */
    repliesPerHour: number
    /** Mails that people write on cases. */
    answersPerHour: number
  }
  console: {
    /** As they stand in a URL, without a port. */
    hosts: readonly string[]
    /** Addresses, and networks such as `10.0.0.0/8`. */
    trustedProxies: readonly string[]
  }
  oidc: readonly OidcProvider[]
}

/** A set-up as it is applied. */
export interface AppliedSetup extends Setup {
  /** Its text without comments, for people who look at it; undefined where it was made without a file. */
  readonly written?: string | undefined
}
