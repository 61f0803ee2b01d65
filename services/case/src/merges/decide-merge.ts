import { RefusedRequest } from '@tubepost/service'
import { type CaseRow, type Change, numberText } from '../records/case-row.ts'
import { type CaseStatus, statusAfterMail } from '../records/case-status.ts'

/** The rest that undoing a merge gives back, besides all that moved. */
export interface BeforeMerge {
  /** State of the case that was merged. */
  readonly status: CaseStatus
  /** Mailboxes that the case that goes on had not had. */
  readonly mailboxes: readonly string[]
  /** Version as which the case that goes on was opened again; null where it was not. */
  readonly reopenedAs: number | null
}

/** The two cases of a merge or its undoing as they are after it, each with the changes that its timeline shows. */
interface Decided {
  readonly source: CaseRow
  readonly target: CaseRow
  readonly changes: { readonly source: readonly Change[]; readonly target: readonly Change[] }
}

/**
 * Pure. The source becomes a closed stub. Number, requester, subject, priority and assignee of the target stay; a closed one is
 * opened again by a source that is not, so that nobody's mail lies unseen. Throws the refusal of a merge that cannot be.
 */
export function decideMerge(
  source: CaseRow,
  target: CaseRow,
  { version, now }: { version?: number | undefined; now: string },
): Decided & { before: BeforeMerge } {
  const [number, into] = [numberText(source.number), numberText(target.number)]
  if (source.id === target.id)
    throw new RefusedRequest(409, 'same_case', `${number} cannot be merged into itself. Name another case.`)
  if (target.mergedInto === source.id)
    throw new RefusedRequest(409, 'merged', `${into} was merged into ${number} already.`)
  refuseStale(source, version)
  const isReopened = target.status === 'closed' && source.status !== 'closed'
  const mailboxes = source.mailboxes.filter((mailbox) => !target.mailboxes.includes(mailbox))
  const after: Decided = {
    source: { ...later(source, now), status: 'closed', mergedInto: target.id },
    target: {
      ...later(target, now),
      status: isReopened ? 'open' : target.status,
      mails: target.mails + source.mails,
      files: target.files + source.files,
      mailboxes: [...target.mailboxes, ...mailboxes],
      openedAt: source.openedAt < target.openedAt ? source.openedAt : target.openedAt,
    },
    changes: { source: [], target: [] },
  }
  return {
    ...after,
    before: { status: source.status, mailboxes, reopenedAs: isReopened ? after.target.version : null },
    changes: {
      source: [{ field: 'mergedInto', before: null, after: into }, ...statusChange(source, after.source)],
      target: [{ field: 'merged', before: null, after: number }, ...statusChange(target, after.target)],
    },
  }
}

/** A case by its mails, and by when the first of all that are part of it was opened. */
export type Tally = Pick<CaseRow, 'mails' | 'files' | 'mailboxes' | 'openedAt'>

/**
 * Pure. Both cases as if they had never been merged, with what each has now. Where mails came to the source since, its state is what
 * they make of it.
 */
export function decideUnmerge(
  source: CaseRow,
  target: CaseRow,
  { before, tally }: { before: BeforeMerge; tally: { source: Tally; target: Tally } },
  now: string,
): Decided {
  const hasNews = tally.source.mails > source.mails
  const status = hasNews ? statusAfterMail(before.status, { isRequester: true, isSilent: false }) : before.status
  const sourceAfter: CaseRow = {
    ...later(source, now),
    ...tally.source,
    mergedInto: null,
    status,
    mailboxes: [...new Set([...source.mailboxes, ...tally.source.mailboxes])],
  }
  const targetAfter: CaseRow = {
    ...later(target, now),
    ...tally.target,
    // Otherwise something has been done to it since, which holds.
    status: before.reopenedAs === target.version ? 'closed' : target.status,
    mailboxes: target.mailboxes.filter(
      (mailbox) => !before.mailboxes.includes(mailbox) || tally.target.mailboxes.includes(mailbox),
    ),
  }
  return {
    source: sourceAfter,
    target: targetAfter,
    changes: {
      source: [
        { field: 'mergedInto', before: numberText(target.number), after: null },
        ...statusChange(source, sourceAfter),
      ],
      target: [
        { field: 'merged', before: numberText(source.number), after: null },
        ...statusChange(target, targetAfter),
      ],
    },
  }
}

/** Throws the refusal of a case that is another by now. @param version as the caller read it; undefined: whatever it is */
export function refuseStale(row: CaseRow, version: number | undefined): void {
  if (version === undefined || version === row.version) return
  const text = `The case has version ${row.version} now. Read it again, and then change it.`
  throw new RefusedRequest(409, 'version', text)
}

const later = (row: CaseRow, now: string): CaseRow => ({ ...row, version: row.version + 1, updatedAt: now })

const statusChange = (before: CaseRow, after: CaseRow): Change[] =>
  before.status === after.status ? [] : [{ field: 'status', before: before.status, after: after.status }]
