import type { CaseChange } from '@tubepost/api'
import { wellFormed } from '@tubepost/events'
import { RefusedRequest } from '@tubepost/service'
import type { CaseRow, Change } from './case-row.ts'
import { MOVES } from './case-status.ts'
import { subjectText } from './written-text.ts'

/**
 * Pure. The case as a caller wants it, and the fields that differ from before; throws the refusal of a change that cannot be.
 * @param isPerson whether there is somebody with that id
 */
export function decideChange(
  row: CaseRow,
  { version, ...wanted }: CaseChange,
  { now, isPerson }: { now: string; isPerson: (id: string) => boolean },
): { row: CaseRow; changes: Change[] } {
  if (version !== row.version)
    throw new RefusedRequest(
      409,
      'version',
      `The case has version ${row.version} now. Read it again, and then change it.`,
    )
  const { status = row.status, assignee = row.assignee, priority = row.priority } = wanted
  if (status !== row.status && !MOVES[row.status].includes(status))
    throw new RefusedRequest(
      409,
      'illegal_move',
      `A case that is ${row.status} cannot become ${status}. It can become: ${MOVES[row.status].join(', ')}.`,
    )
  if (assignee !== null && assignee !== row.assignee && !isPerson(assignee))
    throw new RefusedRequest(400, 'no_person', `There is no person ${wellFormed(assignee)} to be the assignee.`)
  const subject = wanted.subject === undefined ? row.subject : subjectText(wanted.subject)
  const after = { status, assignee, priority, subject }
  const changes = (['status', 'assignee', 'priority', 'subject'] as const)
    .filter((field) => after[field] !== row[field])
    .map((field) => ({ field, before: row[field], after: after[field] }))
  if (changes.length === 0) return { row, changes }
  return { row: { ...row, ...after, version: row.version + 1, updatedAt: now }, changes }
}
