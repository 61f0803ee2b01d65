import { RefusedRequest } from '@tubepost/service'
import { type CompleteMailbox, setupOf, type SourceSettings } from '@tubepost/setup'
import type { ConfiguredMailbox } from './mailboxes-sql.ts'

/** The mailbox that is to be changed. Throws a RefusedRequest where there is none, or where the file is its place. */
export function changeable(id: string, all: readonly ConfiguredMailbox[]): ConfiguredMailbox {
  const mailbox = known(id, all)
  if (!mailbox.declared) return mailbox
  throw new RefusedRequest(
    409,
    'declared_in_file',
    `The mailbox ${id} is declared in tubepost.yaml. Change it there and start the fetcher again.`,
  )
}

export function known(id: string, all: readonly ConfiguredMailbox[]): ConfiguredMailbox {
  const mailbox = all.find((each) => each.id === id)
  if (mailbox !== undefined) return mailbox
  throw new RefusedRequest(404, 'not_found', `There is no mailbox ${id}.`)
}

/** Ids and addresses are unique among all mailboxes, declared or not. `others`: without the one that is replaced. */
export function refuseTaken(mailbox: CompleteMailbox, others: readonly ConfiguredMailbox[]): void {
  const address = mailbox.address.toLowerCase()
  for (const other of others) {
    if (other.id === mailbox.id) throw new RefusedRequest(409, 'id_taken', `There is a mailbox ${other.id} already.`)
    if (other.address.toLowerCase() === address)
      throw new RefusedRequest(
        409,
        'address_taken',
        `The mailbox ${other.id} has the address ${other.address} already.`,
      )
  }
}

/**
 * The stored password may go on being used: it is for the same account of the same server, reached in the same way.
 * Else whoever may change a host could have the password sent to a server of their own.
 */
export function keepsPassword(before: ConfiguredMailbox | undefined, after: CompleteMailbox): boolean {
  if (before === undefined || before.sealedPassword === null || before.source.kind !== after.source.kind) return false
  const [a, b]: Readonly<Record<string, unknown>>[] = [before.source, after.source]
  return setupOf(after.source.kind).givesSecretTo.every((field) => a?.[field] === b?.[field])
}

/** It logs in with a password. */
export function hasPassword({ kind }: SourceSettings): boolean {
  return setupOf(kind).secrets.includes('password')
}

/** Throws what is to be said where a mailbox would be without a password. */
export function passwordMissing({ source }: CompleteMailbox, before: ConfiguredMailbox | undefined): never {
  const fields = setupOf(source.kind).givesSecretTo
  const why =
    before === undefined || before.sealedPassword === null
      ? 'source: password is missing.'
      : `source: password is missing. The stored one is kept only while ${fields.slice(0, -1).join(', ')} and ${fields.at(-1)} stay as they are.`
  throw new RefusedRequest(400, 'bad_mailbox', why)
}
