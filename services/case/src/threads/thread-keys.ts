/**
 * Texts that lead to a record, each with one owner. A Message-ID stands as it is, in its angle brackets, and so cannot be taken
 * for one of the others: `reply …` of a reply of ours; of a mail that is on a record `headers …`, and `whole …` with its body too, or
 * `headers alone …` where its body is not known.
 */
import { hash } from 'node:crypto'
import type { ThreadedMail } from './threaded-mail.ts'

/** A mail as far as it tells copies of it. */
type Copied = Pick<ThreadedMail, 'copy'>

const wholeKey = ({ copy }: Copied): string => `whole ${copy.headers} ${copy.body}`
const headersKey = ({ copy }: Copied): string => `headers ${copy.headers}`
const headersAloneKey = ({ copy }: Copied): string => `headers alone ${copy.headers}`

/** By these a copy is found also where it came to another mailbox, or has no Message-ID. */
export const copyKeys = (mail: Copied): string[] => [
  headersKey(mail),
  mail.copy.body === null ? headersAloneKey(mail) : wholeKey(mail),
]

/** Those by which it is looked for. */
export const keysOfCopies = (mail: Copied): string[] => [headersKey(mail), headersAloneKey(mail), wholeKey(mail)]

/**
 * The owner of the mail that this one is a copy of. Headers alone tell only where there is no more of one of the two: anybody can
 * write those of another's mail, and of two mails with the same headers and other words both are kept.
 */
export function ownerOfCopy<Owner>(mail: Copied, keys: ReadonlyMap<string, Owner>): Owner | undefined {
  if (mail.copy.body === null) return keys.get(headersKey(mail))
  return keys.get(wholeKey(mail)) ?? keys.get(headersAloneKey(mail))
}

/** A reply of ours that was caused by a mail on the record. */
export const replyKey = (replyId: string): string => `reply ${replyId}`

/** The key as the table has it; an index of whole Message-IDs would be many times as large. */
export const keyHash = (key: string): string => hash('sha256', key, 'hex')
