import { readStatusSubject, renderReading, type StatusTerm } from '@tubepost/grammar'
import type { Standing } from './decide-statuses.ts'
import { inZone } from './local-time.ts'

// The clock of dates without one, and of `eod`; a canonical subject has neither, so any will do.
const CLOCKS = { defaultReturn: '09:00', endOfDay: '17:00' }

/**
 * The subject of a mail that sets a status as it was: canonical, with the due as the clock of the person's zone shows it.
 * A due that has passed is left out. Null where there is no such subject: nothing was before, its status is gone or needs
 * a time that has passed, its due is further ahead than the grammar reads, or its comment would be read as a due.
 */
export function undoSubject(
  before: Standing | null,
  statuses: readonly StatusTerm[],
  at: { now: string; timeZone: string; locale: string },
): string | null {
  const status = statuses.find(({ id }) => id === before?.statusId)
  if (before === null || status === undefined) return null
  const isAhead = before.dueBack !== null && Date.parse(before.dueBack) > Date.parse(at.now)
  const wanted = {
    status: { id: status.id, name: status.name },
    dueBack: isAhead ? inZone(before.dueBack ?? '', at.timeZone) : null,
    comment: before.comment,
  }
  const subject = renderReading(wanted)
  const { now: sentAt, timeZone, locale } = at
  const read = readStatusSubject(subject, { statuses, sentAt, timeZone, locale, ...CLOCKS })
  const isSame =
    read.error === null &&
    read.status.id === wanted.status.id &&
    read.comment === wanted.comment &&
    (read.dueBack === null ? null : Date.parse(read.dueBack)) ===
      (wanted.dueBack === null ? null : Date.parse(wanted.dueBack))
  return isSame ? subject : null
}
