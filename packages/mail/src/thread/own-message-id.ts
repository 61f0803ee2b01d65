import { createHash, createHmac, timingSafeEqual } from 'node:crypto'

/**
 * Message-IDs that only we can make: `<reply-id.subject-tag.signature@host>`, all of it in lower case, since some
 * gateways fold it. A mail that names one in In-Reply-To or References answers a reply of ours, whatever else it says.
 */

/** Keys of a ring, the current one first. */
export type SigningKeys = readonly Buffer[]

/** A reply of ours that another mail names. */
export interface OwnReply {
  readonly replyId: string
  /** The `subjectTag` of its subject. */
  readonly subjectTag: string
}

export function ownMessageId(keys: SigningKeys, reply: { replyId: string; subject: string }, host: string): string {
  const [current] = keys
  if (current === undefined) throw new Error('no key to sign with')
  const signed = `${reply.replyId.toLowerCase()}.${subjectTag(reply.subject)}`
  return `<${signed}.${signatureOf(signed, current)}@${host}>`
}

/** The reply whose Message-ID this is; undefined where nobody who has the keys made it. */
export function readOwnMessageId(keys: SigningKeys, messageId: string): OwnReply | undefined {
  const [, replyId, tag, signature] = OWN.exec(messageId.toLowerCase()) ?? []
  if (replyId === undefined || tag === undefined || signature === undefined) return undefined
  const given = Buffer.from(signature)
  const isOurs = keys.some((key) => timingSafeEqual(given, Buffer.from(signatureOf(`${replyId}.${tag}`, key))))
  return isOurs ? { replyId, subjectTag: tag } : undefined
}

/**
 * Stands for the words of a subject, so that an answer under the same words is known by it. Signs are no words: gateways
 * change quotation marks and dashes, and put the whole in quotes.
 */
export function subjectTag(subject: string): string {
  const folded = subject.normalize('NFKC').toLowerCase()
  const words = folded.replace(/[^\p{L}\p{N}]+/gu, ' ').trim() || folded.trim()
  return createHash('sha256').update(words).digest('hex').slice(0, TAG_CHARS)
}

/**
 * Whether a subject has this tag, or what stands behind one of its first marks or before what was added in brackets:
 * `Re: …`, `Out of Office: …`, `Re: [EXT] …`, `***SPAM*** …`, `… [automatic reply]`.
 * @param subject decoded
 */
export function repeatsSubject(subject: string, tag: string): boolean {
  let rest = subject
  for (let marks = 0; marks <= MOST_MARKS; marks++) {
    if (subjectTag(rest) === tag || subjectTag(rest.replace(ADDED, '')) === tag) return true
    const mark = MARK.exec(rest)
    if (mark === null) return false
    rest = rest.slice(mark.index + mark[0].length)
  }
  return false
}

const signatureOf = (signed: string, key: Buffer): string =>
  createHmac('sha256', key).update(`message-id ${signed}`).digest('hex').slice(0, SIGNATURE_CHARS)

// One in four thousand million subjects has the tag of another.
const TAG_CHARS = 8
// 128 bits: not to be guessed.
const SIGNATURE_CHARS = 32
// Prefixes of answers that were answered, and of the programs that answer them.
const MOST_MARKS = 8
const MARK = /[:：\]})>|]|\*+/
const ADDED = /[[({][^[({]*$/
// Some gateways cut the host, or the bracket; the signature proves the rest.
const OWN = /^<?([0-9a-f-]{36})\.([0-9a-f]{8})\.([0-9a-f]{32})(?:@[^<>]*)?>?$/
