import { RefusedRequest } from '@tubepost/service'
import type { ConfiguredMailbox } from './mailboxes-sql.ts'

/** The mailbox that a path names. Throws a RefusedRequest where there is none. */
export function findMailbox(id: string, all: readonly ConfiguredMailbox[]): ConfiguredMailbox {
  const mailbox = all.find((each) => each.id === id)
  if (mailbox !== undefined) return mailbox
  throw new RefusedRequest(404, 'not_found', `There is no mailbox ${id}.`)
}
