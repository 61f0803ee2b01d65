import type { CaseQuery } from '@tubepost/api'
import { addressKey } from '@tubepost/mail'
import { RefusedRequest } from '@tubepost/service'
import { asQuery, searchWords } from './search-words.ts'

/** The cases that are wanted: they fit all that is given. */
export interface CaseSearch {
  readonly status: string | undefined
  readonly mailbox: string | undefined
  readonly assignee: string | undefined
  readonly requesterKey: string | undefined
  readonly updatedSince: string | undefined
  /** A text query of PostgreSQL. */
  readonly words: string | undefined
  /** The last case of the page before. */
  readonly before: Cursor | undefined
  readonly limit: number
}

interface Cursor {
  readonly updatedAt: string
  readonly id: string
}

const PAGE = 50
const LONGEST_PAGE = 200
// Each word is a search of its own.
const MOST_WORDS = 20

const badParameter = (message: string) => new RefusedRequest(400, 'bad_parameter', message)

/** Reads a query string; throws its mistakes in words for the caller. */
export function readCaseSearch(query: CaseQuery): CaseSearch {
  return {
    status: query.status,
    mailbox: query.mailbox,
    assignee: query.assignee,
    requesterKey: query.requester === undefined ? undefined : addressKey(query.requester),
    updatedSince: query.updatedSince === undefined ? undefined : instantOf('updatedSince', query.updatedSince),
    words: query.q === undefined || query.q.trim() === '' ? undefined : wordsOf(query.q),
    before: query.before === undefined ? undefined : readCursor(query.before),
    limit: limitOf(query.limit),
  }
}

function wordsOf(text: string): string {
  const words = searchWords(text)
  if (words.length === 0) throw badParameter('q has no letter and no digit to look for.')
  if (words.length > MOST_WORDS) throw badParameter(`q has more than ${MOST_WORDS} words.`)
  return asQuery(words)
}

function limitOf(text: string | undefined): number {
  const limit = text === undefined ? PAGE : Number(text)
  if (limit < 1 || limit > LONGEST_PAGE) throw badParameter(`limit is a number from 1 to ${LONGEST_PAGE}.`)
  return limit
}

/** The place of a case in a list, as `next` gives it to the caller. */
export const writeCursor = ({ updatedAt, id }: Cursor): string => `${updatedAt}_${id}`

const CURSOR = /^(\d{4}-\d\d-\d\dT[\d:.]+Z)_([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/

function readCursor(text: string): Cursor {
  const [, at, id] = CURSOR.exec(text) ?? []
  if (at === undefined || id === undefined) throw badParameter('before is the "next" of the page before.')
  return { updatedAt: instantOf('before', at), id }
}

// PostgreSQL has no year 0, and RFC 3339 none after 9999.
const IN_CALENDAR = /^(?!0000)\d{4}-/

/** A plus sign that was not percent-encoded in a query string comes as a space. */
function instantOf(name: string, text: string): string {
  try {
    const instant = Temporal.Instant.from(text.replace(/ (?=\d\d:\d\d$)/, '+')).toString()
    if (IN_CALENDAR.test(text) && IN_CALENDAR.test(instant)) return instant
  } catch {
    // told below
  }
  throw badParameter(`${name} is a time such as 2026-01-31T09:00:00Z (RFC 3339).`)
}
