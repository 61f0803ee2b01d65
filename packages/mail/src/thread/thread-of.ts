import { addressKey, domainOf, withoutDetail } from '../header/address-key.ts'
import { decodeHeaderText } from '../header/header-text.ts'
import type { Headers } from '../header/headers.ts'
import { limits } from '../limits.ts'
import { readMessageIds } from './message-ids.ts'
import { readOwnMessageId, type SigningKeys } from './own-message-id.ts'
import { ownRepliesIn } from './own-replies.ts'

/** Where a mail may belong. Candidates only: anyone can write them, and whoever keeps the threads decides. */
export interface ThreadCandidates {
  /** Message-IDs of References and In-Reply-To, oldest first, with angle brackets. */
  readonly references: string[]
  /** Ids of our replies that the mail names, oldest first. */
  readonly ours: string[]
  /** Human numbers in the subject, such as CASE-1042. */
  readonly tags: string[]
  /** Human numbers that the mail was sent to. */
  readonly numbers: string[]
}

/** Signs by which something of a mail is ours. */
export interface OwnSigns {
  readonly keys: SigningKeys
  /** Domains of our mailboxes, as `addressKey` writes them: elsewhere a number is somebody else’s. */
  readonly domains: ReadonlySet<string>
}

/**
 * Reads everything in a header that may tell the conversation of a mail. Linear in the header, and each list is
 * bounded.
 *
 * @param recipients as `recipients` found them
 */
export function threadOf(
  headers: Headers,
  recipients: readonly string[],
  { keys, domains }: OwnSigns,
): ThreadCandidates {
  const naming = [
    ...headers.all('references').slice(0, NAMING_FIELDS),
    ...headers.all('in-reply-to').slice(0, NAMING_FIELDS),
  ]
  const named = [...new Set(naming.flatMap(readMessageIds))]
  const replies = naming.flatMap((value) => ownRepliesIn(value, (id) => readOwnMessageId(keys, id)))
  const subject = decodeHeaderText(headers.first('subject') ?? '').slice(0, limits.subjectChars)
  return {
    references: named.length <= MOST ? named : [...named.slice(0, 1), ...named.slice(1 - MOST)],
    ours: listed(replies.map(({ replyId }) => replyId)),
    tags: listed([...subject.matchAll(TAG)].map(([, number = '']) => number.toUpperCase())),
    numbers: listed(recipients.flatMap((address) => numberIn(address, domains) ?? [])),
  }
}

/** Entries of each list. The first identifier is that of the opener; the latest are those that were answered. */
const MOST = 100
// RFC 5322 §3.6.4 allows one of each.
const NAMING_FIELDS = 4

/**
 * A number within marks of any kind: `[CASE-1042]`, `"CASE-1042"`, `*CASE-1042*`, `[*CASE-1042*]`. Without marks it is
 * a word like any other, such as `COVID-19`.
 */
const TAG = /(?<=[[("'“”„«*_])([a-z]{1,10}-[1-9]\d{0,9})(?=[\])"'“”»*_])/gi
const NUMBER = /^[a-z]{1,10}-[1-9]\d{0,9}$/

/** The numbers of cases begin with it. */
export const CASE_PREFIX = 'CASE-'

/** The number that an address at one of these domains is of: CASE-1042 for `case-1042@`, with whatever detail. */
export function numberIn(address: string, domains: ReadonlySet<string>): string | undefined {
  const key = withoutDetail(addressKey(address))
  const local = key.slice(0, Math.max(key.lastIndexOf('@'), 0))
  return domains.has(domainOf(key)) && NUMBER.test(local) ? local.toUpperCase() : undefined
}

function listed(values: readonly string[]): string[] {
  return [...new Set(values)].slice(0, MOST)
}
