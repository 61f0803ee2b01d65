import type { EventOf, intentCaseMessage } from '@tubepost/events'
import { addressKey } from '@tubepost/mail'
import type { Directory } from '../directory.ts'
import { subjectKey } from './subject-key.ts'

export type CaseIntent = EventOf<typeof intentCaseMessage>

/** As much of a mail as tells to which record it belongs. Addresses are keys to compare. */
export interface ThreadedMail {
  readonly mailId: string
  readonly mailbox: string
  readonly copy: { readonly headers: string; readonly body: string | null }
  readonly ownId: string | null
  /** Message-IDs, oldest first. */
  readonly references: readonly string[]
  /** Ids of replies of ours, oldest first. */
  readonly ours: readonly string[]
  readonly numbers: readonly string[]
  readonly tags: readonly string[]
  readonly senderKey: string
  /** The sender is not known to be forged. */
  readonly isCredible: boolean
  /** To and Cc without our own addresses. */
  readonly recipientKeys: readonly string[]
  readonly subjectKey: string
  readonly policy: {
    readonly newCases: 'allow' | 'refuse'
    readonly closedCase: 'reopen' | 'newCase'
    readonly changedSubject: 'follow' | 'newCase'
  }
  /** From before the mailbox was set up, and not to be answered. */
  readonly isSilent: boolean
}

/** Somebody in To or Cc. */
export interface Recipient {
  readonly key: string
  readonly name: string | null
  readonly address: string
  readonly personId: string | null
}

/** A mail with all that is written of it. */
export interface CaseMail extends ThreadedMail {
  readonly intent: CaseIntent
  /** Name of the person who has the sender's address, as the directory has it. */
  readonly personName: string | null
  /** To and Cc, each once, without our own addresses. */
  readonly recipients: readonly Recipient[]
}

/** Pure. The intent in the form in which it is judged. */
export function caseMail(intent: CaseIntent, directory: Pick<Directory, 'isOurs' | 'personAt'>): CaseMail {
  const { mailId, copy, sender, subject, thread, policy, backlog, reply } = intent.data
  const recipients = recipientsOf(intent, directory)
  return {
    intent,
    personName: directory.personAt(addressKey(sender.address))?.name ?? null,
    recipients,
    mailId,
    mailbox: intent.mailbox,
    copy,
    ownId: reply.messageId,
    references: thread.references.filter((id) => id !== reply.messageId),
    ours: thread.ours,
    numbers: thread.numbers,
    tags: thread.tags,
    senderKey: addressKey(sender.address),
    isCredible: sender.trust.level !== 'failed',
    recipientKeys: recipients.map(({ key }) => key),
    subjectKey: subjectKey(subject),
    policy,
    isSilent: backlog,
  }
}

function recipientsOf({ data }: CaseIntent, { isOurs, personAt }: Pick<Directory, 'isOurs' | 'personAt'>): Recipient[] {
  const found = new Map<string, Recipient>()
  for (const { name, address } of [...data.to, ...data.cc]) {
    const key = addressKey(address)
    if (!found.has(key) && !isOurs(key)) found.set(key, { key, name, address, personId: personAt(key)?.id ?? null })
  }
  return [...found.values()]
}
