import { hash } from 'node:crypto'
import type { ThreadedMail } from './threaded-mail.ts'

/**
 * Texts that lead to a record, each with one owner: a Message-ID stands as it is, in its angle brackets, and so cannot be taken
 * for one of the others.
 */

/** A mail as far as it tells copies of it. */
type Copied = Pick<ThreadedMail, 'fingerprint' | 'source'>

/** By these a copy is found also where it came to another mailbox, or has no Message-ID. */
const contentKey = ({ fingerprint, source }: Copied): string => `content ${source.kind} ${fingerprint}`
const headersKey = ({ source }: Copied): string => `headers ${source.headers}`
const headersOfKindKey = ({ source }: Copied): string => `headers ${source.kind} ${source.headers}`

export const copyKeys = (mail: Copied): string[] => [contentKey(mail), headersKey(mail), headersOfKindKey(mail)]

/**
 * The owner of the mail that this one is a copy of. Two kinds of sources know different parts of a mail, so between them the
 * headers tell; of one kind two mails with the same headers and another content are two.
 */
export function ownerOfCopy<Owner>(mail: Copied, keys: ReadonlyMap<string, Owner>): Owner | undefined {
  const same = keys.get(contentKey(mail))
  return same ?? (keys.has(headersOfKindKey(mail)) ? undefined : keys.get(headersKey(mail)))
}

/** A reply of ours that was caused by a mail on the record. */
export const replyKey = (replyId: string): string => `reply ${replyId}`

/** The key as the table has it; an index of whole Message-IDs would be many times as large. */
export const keyHash = (key: string): string => hash('sha256', key, 'hex')
