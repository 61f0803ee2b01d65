import type { MailboxRecord, Organisation, Person, Status } from '@tubepost/events'
import type { MailboxEntry } from './setup-schema.ts'
import type { PasswordSource } from './sources/source-setup.ts'
import type { SourceSettings } from './sources/source-setups.ts'

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
  }
}
