import { type CompleteMailbox, setupOf, type SourceSettings } from '@tubepost/setup'
import type { ConfiguredMailbox } from './mailboxes-sql.ts'

/** Reasons why a mailbox cannot be written. The code is stable, the text is for people. */
export interface Refusal {
  readonly code: 'declared_in_file' | 'id_taken' | 'address_taken'
  readonly text: string
}

/** A mailbox that the file declares can be changed only there. */
export function ifDeclared({ id, declared }: ConfiguredMailbox): Refusal | undefined {
  const text = `The mailbox ${id} is declared in tubepost.yaml. Change it there, and apply the file: tubepost apply.`
  return declared ? { code: 'declared_in_file', text } : undefined
}

/** Ids and addresses are unique among all mailboxes, declared or not. `others`: without the one that is replaced. */
export function ifTaken(mailbox: CompleteMailbox, others: readonly ConfiguredMailbox[]): Refusal | undefined {
  const address = mailbox.address.toLowerCase()
  const twin = others.find((other) => other.id === mailbox.id || other.address.toLowerCase() === address)
  if (twin === undefined) return undefined
  if (twin.id === mailbox.id) return { code: 'id_taken', text: `There is a mailbox ${twin.id} already.` }
  return { code: 'address_taken', text: `The mailbox ${twin.id} has the address ${twin.address} already.` }
}

/**
 * Whether the stored password may still be used: it must be for the same account of the same server, reached in the
 * same way. Otherwise a person who may change a host could have the password sent to a server of their own.
 */
export function keepsPassword(before: ConfiguredMailbox | undefined, after: CompleteMailbox): boolean {
  if (before === undefined || before.sealedPassword === null || before.source.kind !== after.source.kind) return false
  const [a, b]: Readonly<Record<string, unknown>>[] = [before.source, after.source]
  return setupOf(after.source.kind).givesSecretTo.every((field) => a?.[field] === b?.[field])
}

/** Whether the source logs in with a password. */
export function hasPassword({ kind }: SourceSettings): boolean {
  return setupOf(kind).secrets.includes('password')
}

/** For people, where a mailbox would be without a password. */
export function passwordMissing({ source }: CompleteMailbox, before: ConfiguredMailbox | undefined): string {
  const fields = setupOf(source.kind).givesSecretTo
  return before === undefined || before.sealedPassword === null
    ? 'source: password is missing.'
    : `source: password is missing. The stored one is kept only while ${fields.slice(0, -1).join(', ')} and ${fields.at(-1)} stay as they are.`
}
