import { REASONS } from '@tubepost/events'
import { badParameter, isUuid, limitOf, oneOf, type Query, readParameters } from './read-parameters.ts'

/** Criteria of a search; a mail has to fit all that are given. */
export interface MailSearch {
  mailbox?: string
  /** Patterns for ILIKE, one for each word. */
  from?: string[]
  subject?: string[]
  outcome?: string
  reason?: string
  /** From this time of arrival on. */
  since?: string
  /** Before this time of arrival. */
  until?: string
  messageId?: string
  /** The last mail of the page before. */
  before?: string
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
const OUTCOMES = ['waiting', 'applied', 'rejected', 'ignored', 'duplicate', 'failed'] as const
const RFC_3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:\d\d)$/i

/** Reads a query string; throws its mistakes in words for the caller. */
export function readMailSearch(query: Query): { search: MailSearch; limit: number } {
  const asked = readParameters(query, NAMES)
  const { mailbox, from, subject, messageId, before } = asked
  if (mailbox !== undefined && !/^[a-z0-9-]{1,40}$/.test(mailbox))
    throw badParameter('mailbox is the id of a mailbox: at most 40 of a-z, 0-9 and -.')
  if (before !== undefined && !isUuid(before))
    throw badParameter('before is the mailId of the last mail you have seen.')
  const search: MailSearch = {}
  if (mailbox !== undefined) search.mailbox = mailbox
  if (from !== undefined) search.from = wordsOf('from', from)
  if (subject !== undefined) search.subject = wordsOf('subject', subject)
  const outcome = oneOf('outcome', asked.outcome, OUTCOMES)
  if (outcome !== undefined) search.outcome = outcome
  const reason = oneOf('reason', asked.reason, REASONS)
  if (reason !== undefined) search.reason = reason
  if (asked.since !== undefined) search.since = timeOf('since', asked.since)
  if (asked.until !== undefined) search.until = timeOf('until', asked.until)
  if (messageId !== undefined) search.messageId = messageId.startsWith('<') ? messageId : `<${messageId}>`
  if (before !== undefined) search.before = before
  return { search, limit: limitOf(asked.limit, PAGE, LONGEST_PAGE) }
}

/** Each word as a pattern that finds it anywhere; signs of ILIKE are escaped. */
function wordsOf(name: string, text: string): string[] {
  const words = text.split(/\s+/).filter((word) => word !== '')
  if (words.length > MOST_WORDS) throw badParameter(`${name} has more than ${MOST_WORDS} words.`)
  return words.map((word) => `%${word.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`)
}

/** A plus sign that was not percent-encoded in a query string comes as a space. */
function timeOf(name: string, text: string): string {
  const time = text.replace(/ (?=\d\d:\d\d$)/, '+')
  if (!RFC_3339.test(time) || Number.isNaN(Date.parse(time)))
    throw badParameter(`${name} is a time such as 2026-01-31T09:00:00Z (RFC 3339).`)
  return new Date(time).toISOString()
}
