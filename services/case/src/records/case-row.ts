import { CASE_PREFIX } from '@tubepost/mail'
import type { CaseStatus } from './case-status.ts'

/** A case as its table has it. Times are RFC 3339, in UTC. */
export interface CaseRow {
  readonly id: string
  readonly number: number
  readonly version: number
  readonly subject: string
  readonly status: CaseStatus
  readonly priority: string
  readonly requesterName: string | null
  readonly requesterAddress: string
  readonly requesterKey: string
  readonly requesterPerson: string | null
  readonly assignee: string | null
  /** The mailbox of its first mail. */
  readonly mailbox: string
  /** Those of all its mails. */
  readonly mailboxes: readonly string[]
  readonly mails: number
  /** Named parts of its mails. */
  readonly files: number
  readonly openedAt: string
  readonly updatedAt: string
  /** The case that has all that this one had. */
  readonly mergedInto: string | null
}

/** A field of a case with another value than before. */
export interface Change {
  readonly field: string
  readonly before: unknown
  readonly after: unknown
}

// The sequence ends there (integer of PostgreSQL).
const GREATEST = 2 ** 31 - 1

/** The number as people read it: CASE-1042. */
export const numberText = (number: number): string => `${CASE_PREFIX}${number}`

/** The number in a text such as CASE-1042, in any case of its letters; undefined where it is none. */
export function readNumber(text: string): number | undefined {
  const digits = /^case-([1-9]\d{0,9})$/i.exec(text)?.[1]
  return digits === undefined || Number(digits) > GREATEST ? undefined : Number(digits)
}
