import type { CaseEntry, TimelineEntry, WholeCase } from '@tubepost/api'
import type { Pool, Tx } from '@tubepost/db'
import { isUuid, RefusedRequest } from '@tubepost/service'
import { type CaseRow, numberText, readNumber } from '../records/case-row.ts'
import { MOVES } from '../records/case-status.ts'
import { livingCases, mergedCases } from '../records/merged-sql.ts'
import { companyOf, findCase } from './cases-sql.ts'
import { readTimeline } from '../timeline/read-timeline-sql.ts'
import type { OwnEntry } from '../timeline/timeline-sql.ts'

/** A case as lists show it. */
export function caseEntry(row: CaseRow): CaseEntry {
  const { id, number, subject, status, priority, assignee, mailbox, openedAt, updatedAt, mails, files } = row
  const requester = { name: row.requesterName, address: row.requesterAddress, person: row.requesterPerson }
  return {
    id,
    number: numberText(number),
    subject,
    status,
    priority: priority as CaseEntry['priority'], // the table takes no other
    requester,
    assignee,
    mailbox,
    openedAt,
    updatedAt,
    // All that it had is on the other; its own counts are for undoing that.
    mails: row.mergedInto === null ? mails : 0,
    files: row.mergedInto === null ? files : 0,
  }
}

/** A case with its timeline; throws the refusal of one that there is not. @param before the line before which it is wanted */
export async function showCase(pool: Pool, wanted: WantedCase, before?: string): Promise<WholeCase> {
  const row = await findCase(pool, wanted)
  if (row === undefined) throw noCase(wanted)
  const [{ participants, related }, { timeline, earlier }, merged, mergedInto] = await Promise.all([
    companyOf(pool, row.id),
    readTimeline(pool, row.id, before),
    mergedCases(pool, row.id),
    row.mergedInto === null ? undefined : livingCases(pool, { ids: [row.mergedInto] }),
  ])
  return {
    case: {
      ...caseEntry(row),
      version: row.version,
      mailboxes: [...row.mailboxes],
      participants,
      related: related.map(withNumber),
      moves: row.mergedInto === null ? [...MOVES[row.status]] : [],
      merged: merged.map(({ into, ...one }) => ({ ...withNumber(one), into: numberText(into) })),
      mergedInto: mergedInto?.map(withNumber)[0] ?? null,
    },
    timeline,
    earlier,
  }
}

const withNumber = <Other extends { readonly number: number }>(other: Other) => ({
  ...other,
  number: numberText(other.number),
})

export type WantedCase = { readonly id: string } | { readonly number: number }

/** The id or number in a path; throws the refusal of a text that is neither. */
export function wantedCase(text: string): WantedCase {
  if (isUuid(text)) return { id: text }
  const number = readNumber(text)
  if (number === undefined)
    throw new RefusedRequest(404, 'no_case', 'There is no such case. Give its id, or its number: CASE-1042.')
  return { number }
}

export const noCase = (wanted: WantedCase): RefusedRequest =>
  new RefusedRequest(404, 'no_case', `There is no case ${'id' in wanted ? wanted.id : numberText(wanted.number)}.`)

/** Throws the refusal of work on a case that was merged into another. */
export async function refuseMerged(on: Tx | Pool, row: CaseRow): Promise<void> {
  if (row.mergedInto === null) return
  const [living] = await livingCases(on, { ids: [row.id] })
  if (living === undefined) throw new Error(`nothing is left of what case ${row.id} was merged into`)
  const [number, into] = [numberText(row.number), numberText(living.number)]
  throw new RefusedRequest(409, 'merged', `${number} was merged into ${into}. Name ${into} instead.`)
}

/** A line that was made over HTTP, as the timeline shows it. */
export const ownEntry = ({ id, kind, at, actor, text }: OwnEntry): TimelineEntry => ({
  id,
  kind,
  at,
  actor,
  text,
  from: null,
  to: [],
  cc: [],
  bcc: [],
  subject: null,
  textCut: false,
  reply: null,
  hasHtml: false,
  unread: null,
  files: [],
  fileCount: 0,
  mailId: null,
  messageId: null,
  mailbox: null,
  size: null,
  trust: null,
  verified: null,
  delivery: null,
  changes: [],
  mergedFrom: null,
})
