import type { Reading as ShownReading, Sent, SubjectRun } from '@tubepost/api'
import { type Reading, readStatusSubject, renderReading } from '@tubepost/grammar'
import type { Directory } from '../judging/known-mail.ts'

/** @param now RFC 3339 */
export function dryRunSubject(run: SubjectRun, directory: Directory, now: string) {
  const { organisation } = directory
  return shownReading(
    readStatusSubject(run.subject, {
      statuses: run.statuses?.map((status) => ({ id: status.name, ...status })) ?? directory.terms,
      sentAt: run.sentAt ?? now,
      timeZone: run.timeZone ?? organisation.timeZone,
      locale: run.locale ?? organisation.locale,
      defaultReturn: run.defaultReturn ?? organisation.defaultReturn,
      endOfDay: run.endOfDay ?? organisation.endOfDay,
      subjectTags: run.subjectTags ?? organisation.subjectTags,
    }),
  )
}

/** A reading in the words of the HTTP contract. */
export function shownReading(reading: Reading): Sent<ShownReading> {
  const { subject, status, dueBack, comment, warnings, error, spans } = reading
  return {
    subject,
    status: status?.name ?? null,
    dueBack,
    comment,
    warnings,
    error,
    spans,
    canonical: reading.error === null ? renderReading(reading) : null,
  }
}
