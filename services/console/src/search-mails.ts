import { OUTCOMES } from '@tubepost/api'
import { REASONS } from '@tubepost/events'
import { badParameter, isUuid, limitOf, mailboxOf, oneOf, type Query, readParameters, timeOf } from '@tubepost/service'

/** Criteria of a search; a mail has to fit all that are given. */
export interface MailSearch {
  readonly mailbox: string | undefined
  /** Patterns for ILIKE, one for each word; the index knows three letters in a row. */
  readonly from: readonly string[] | undefined
  readonly subject: readonly string[] | undefined
  /** Short words, which are looked for as whole words, in the spelling of `words_of` (0013_short_words.sql). */
  readonly fromWords: readonly string[] | undefined
  readonly subjectWords: readonly string[] | undefined
  readonly outcome: string | undefined
  readonly reason: string | undefined
  /** From this time of arrival on. */
  readonly since: string | undefined
  /** Before this time of arrival. */
  readonly until: string | undefined
  readonly messageId: string | undefined
  /** The last mail of the page before. */
  readonly before: string | undefined
}

const PAGE = 200
const LONGEST_PAGE = 1_000
const MOST_WORDS = 20
const NAMES = [
  'mailbox',
  'from',
  'subject',
  'outcome',
  'reason',
  'since',
  'until',
  'messageId',
  'before',
  'limit',
] as const

/** Reads a query string; throws its mistakes in words for the caller. */
export function readMailSearch(query: Query): { search: MailSearch; limit: number } {
  const asked = readParameters(query, NAMES)
  const { messageId, before } = asked
  const mailbox = mailboxOf(asked.mailbox)
  if (before !== undefined && !isUuid(before))
    throw badParameter('before is the mailId of the last mail you have seen.')
  const from = wordsOf('from', asked.from)
  const subject = wordsOf('subject', asked.subject)
  const search: MailSearch = {
    mailbox,
    from: from?.patterns,
    subject: subject?.patterns,
    fromWords: from?.short,
    subjectWords: subject?.short,
    outcome: oneOf('outcome', asked.outcome, ['waiting', ...OUTCOMES]),
    reason: oneOf('reason', asked.reason, REASONS),
    since: timeOf('since', asked.since),
    until: timeOf('until', asked.until),
    messageId: messageId === undefined || messageId.startsWith('<') ? messageId : `<${messageId}>`,
    before,
  }
  return { search, limit: limitOf(asked.limit, PAGE, LONGEST_PAGE) }
}

const INDEXED = /[\p{L}\p{N}]{3}/u
const LETTER = /[\p{L}\p{N}]/u
const SIGNS = /[!-/:-@[-`{-~]/
// Scripts that write no spaces, as `words_of` has them.
const UNSPACED = /[\u0E00-\u0E7F\u3040-\u30FF\u3400-\u9FFF\uAC00-\uD7AF]/gu

/**
 * Each word as a pattern that finds it anywhere, with the signs of ILIKE escaped; one without three letters in a row as
 * a whole word, and as a pattern too where it has signs in it.
 */
function wordsOf(name: string, text: string | undefined): { patterns: string[]; short: string[] } | undefined {
  if (text === undefined) return undefined
  const words = text.split(/\s+/).filter((word) => word !== '')
  if (words.length > MOST_WORDS) throw badParameter(`${name} has more than ${MOST_WORDS} words.`)
  const blank = words.find((word) => !LETTER.test(word))
  if (blank !== undefined) throw badParameter(`${name}: ${blank} has no letter and no digit to look for.`)
  const isShort = (word: string) => !INDEXED.test(word)
  return {
    patterns: words
      .filter((word) => !isShort(word) || SIGNS.test(word))
      .map((word) => `%${word.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`),
    short: words
      .filter(isShort)
      .map((word) => word.replaceAll(new RegExp(SIGNS, 'g'), ' ').replaceAll(UNSPACED, ' $& ').trim()),
  }
}
