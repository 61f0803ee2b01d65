import type { CaseQuery } from '@tubepost/api'
import { addressKey, CASE_PREFIX } from '@tubepost/mail'
import { badParameter, limitOf, timeOf } from '@tubepost/service'
import { readNumber } from '../records/case-row.ts'
import { asQuery, searchWords } from '../records/search-words.ts'

/** The cases that are wanted: they fit all that is given. */
export interface CaseSearch {
  readonly status: string | undefined
  readonly mailbox: string | undefined
  readonly assignee: string | undefined
  readonly requesterKey: string | undefined
  readonly updatedSince: string | undefined
  /** A text query of PostgreSQL. */
  readonly words: string | undefined
  /** In place of words: the case that has it is wanted, even if it was merged into another. */
  readonly number: number | undefined
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
// Every case has it, in its number: to look for it costs a walk through all of them, and tells none from another.
const [IN_NUMBERS = ''] = searchWords(CASE_PREFIX)

/** Reads a query string; throws its mistakes in words for the caller. */
export function readCaseSearch(query: CaseQuery): CaseSearch {
  const asked = query.q?.trim() ?? ''
  const number = readNumber(asked)
  return {
    status: query.status,
    mailbox: query.mailbox,
    assignee: query.assignee,
    requesterKey: query.requester === undefined ? undefined : addressKey(query.requester),
    updatedSince: timeOf('updatedSince', query.updatedSince),
    words: number !== undefined || asked === '' ? undefined : wordsOf(asked),
    number,
    before: query.before === undefined ? undefined : readCursor(query.before),
    limit: limitOf(query.limit, PAGE, LONGEST_PAGE),
  }
}

function wordsOf(text: string): string {
  const words = searchWords(text)
  if (words.length === 0) throw badParameter('q has no letter and no digit to look for.')
  if (words.length > MOST_WORDS) throw badParameter(`q has more than ${MOST_WORDS} words.`)
  const telling = words.filter((word) => !IN_NUMBERS.startsWith(word))
  return asQuery(telling.length === 0 ? words : telling)
}

/** The place of a case in a list, as `next` gives it to the caller. */
export const writeCursor = ({ updatedAt, id }: Cursor): string => `${updatedAt}_${id}`

const CURSOR = /^(\d{4}-\d\d-\d\dT[\d:.]+Z)_([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/

function readCursor(text: string): Cursor {
  const [, at, id] = CURSOR.exec(text) ?? []
  const updatedAt = timeOf('before', at)
  if (updatedAt === undefined || id === undefined) throw badParameter('before is the "next" of the page before.')
  return { updatedAt, id }
}
