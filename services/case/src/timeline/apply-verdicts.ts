import type { CaseRow, Change } from '../records/case-row.ts'
import type { Copies, Joins, Opens, ThreadVerdict } from '../threads/decide-threads.ts'
import { actorOf, type FileRow, fileRows, type MailEntry, mailEntry } from './entry-row.ts'
import type { Relation } from '../threads/thread.ts'
import type { CaseMail, Recipient } from '../threads/threaded-mail.ts'

export interface Participant extends Recipient {
  readonly recordId: string
  readonly verified: boolean
}

/** How a version of a record came about. */
export interface HistoryRow {
  readonly recordId: string
  readonly version: number
  readonly at: string
  readonly actor: string
  readonly means: 'mail' | 'http'
  readonly mailId: string | null
  readonly changes: readonly Change[]
}

/** A verdict with the case as it left it. */
export type Applied =
  | (Opens<CaseMail> & Written)
  | (Joins<CaseMail> & Written)
  | (Copies<CaseMail> & { row: CaseRow })
  | Extract<ThreadVerdict<CaseMail>, { kind: 'refused' }>
interface Written {
  row: CaseRow
  changes: readonly Change[]
  entry: MailEntry
  files: readonly FileRow[]
}

/** All that is to be written of a batch. */
export interface CaseWrites {
  /** As the last mail of the batch left them. */
  readonly rows: readonly CaseRow[]
  readonly entries: readonly MailEntry[]
  readonly files: readonly FileRow[]
  readonly participants: readonly Participant[]
  readonly relations: readonly (Relation & { readonly of: string })[]
  readonly history: readonly HistoryRow[]
}

/**
 * Pure. Every mail is a version of its case, whether or not it changes a field: over HTTP nobody closes a case without having
 * seen the mail that has just come.
 * @param numbers of new cases, as many as there are verdicts that open one
 */
export function applyVerdicts(
  verdicts: readonly ThreadVerdict<CaseMail>[],
  known: ReadonlyMap<string, CaseRow>,
  numbers: readonly number[],
  now: string,
): { applied: Applied[]; writes: CaseWrites } {
  const rows = new Map(known)
  const touched = new Map<string, CaseRow>()
  const history: HistoryRow[] = []
  const free = numbers.values()
  const write = (row: CaseRow, { mailId, intent }: CaseMail, changes: readonly Change[]) => {
    rows.set(row.id, row)
    touched.set(row.id, row)
    const actor = actorOf(intent.data)
    history.push({ recordId: row.id, version: row.version, at: now, actor, means: 'mail', mailId, changes })
  }
  const rowOf = (recordId: string): CaseRow => {
    const row = rows.get(recordId)
    if (row === undefined) throw new Error(`case ${recordId} was judged by and is not loaded`)
    return row
  }
  const applied = verdicts.map((verdict): Applied => {
    if (verdict.kind === 'refused') return verdict
    const { mail, recordId, mergedFrom } = verdict
    if (verdict.kind === 'copies') {
      const before = rowOf(recordId)
      if (!verdict.isElsewhere) return { ...verdict, row: before }
      const row = later(before, now, { mailboxes: withMailbox(before, mail) })
      write(row, mail, changesBetween(before, row))
      return { ...verdict, row }
    }
    const files = fileRows(mail)
    const before = verdict.kind === 'joins' ? rowOf(recordId) : undefined
    const row =
      verdict.kind === 'joins'
        ? joined(rowOf(recordId), verdict, files, now)
        : newRow(verdict, free.next().value, files, now)
    const changes = before === undefined ? [] : changesBetween(before, row)
    write(row, mail, changes)
    const entry = mailEntry(mail, { recordId, mergedFrom, verified: verdict.isVerified, changes })
    return { ...verdict, row, changes, files, entry }
  })
  const written = applied.filter((one) => one.kind === 'opens' || one.kind === 'joins')
  return {
    applied,
    writes: {
      rows: [...touched.values()],
      entries: written.map(({ entry }) => entry),
      files: written.flatMap(({ files }) => files),
      participants: written.flatMap(participantsOf),
      relations: written.flatMap((one) => one.related.map((relation) => ({ of: homeOf(one), ...relation }))),
      history,
    },
  }
}

function newRow(
  { mail, recordId, status }: Opens<CaseMail>,
  number: number | undefined,
  files: readonly FileRow[],
  now: string,
): CaseRow {
  if (number === undefined) throw new Error('there are more new cases than numbers')
  const { sender, subject, defaults } = mail.intent.data
  return {
    id: recordId,
    number,
    version: 1,
    subject,
    status,
    priority: defaults['priority'] ?? 'normal',
    requesterName: sender.name,
    requesterAddress: sender.address,
    requesterKey: mail.senderKey,
    requesterPerson: sender.personId,
    assignee: null,
    mailbox: mail.mailbox,
    mailboxes: [mail.mailbox],
    mails: 1,
    files: countNamed(files),
    openedAt: now,
    updatedAt: now,
    mergedInto: null,
  }
}

function joined(row: CaseRow, { mail, status }: Joins<CaseMail>, files: readonly FileRow[], now: string): CaseRow {
  const mailboxes = withMailbox(row, mail)
  return later(row, now, { status, mailboxes, mails: row.mails + 1, files: row.files + countNamed(files) })
}

const later = (row: CaseRow, now: string, change: Partial<CaseRow>): CaseRow => ({
  ...row,
  ...change,
  version: row.version + 1,
  updatedAt: now,
})

const withMailbox = ({ mailboxes }: CaseRow, { mailbox }: CaseMail): readonly string[] =>
  mailboxes.includes(mailbox) ? mailboxes : [...mailboxes, mailbox]

const countNamed = (files: readonly FileRow[]): number => files.filter(({ name }) => name !== null).length

/** A list of mailboxes to which nothing was added is the same list. */
function changesBetween(before: CaseRow, after: CaseRow): Change[] {
  const fields = ['status', 'mailboxes'] as const
  return fields
    .filter((field) => before[field] !== after[field])
    .map((field) => ({ field, before: before[field], after: after[field] }))
}

/** The record that keeps who takes part and what is related, whatever it was merged into. */
const homeOf = ({ recordId, mergedFrom }: Opens<CaseMail> | Joins<CaseMail>): string => mergedFrom ?? recordId

/** The sender, and whom a verified one writes to besides. */
function participantsOf(verdict: Opens<CaseMail> | Joins<CaseMail>): Participant[] {
  const { mail } = verdict
  const recordId = homeOf(verdict)
  const { name, address, personId } = mail.intent.data.sender
  const { isVerified: verified } = verdict
  const sender = { recordId, key: mail.senderKey, name, address, personId, verified }
  return [sender, ...(verified ? mail.recipients.map((recipient) => ({ recordId, verified, ...recipient })) : [])]
}
