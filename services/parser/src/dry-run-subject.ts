import { type Reading, readStatusSubject, renderReading } from '@tubepost/grammar'
import { type Static, Type } from 'typebox'
import type { Directory } from './decide-mail.ts'

const Clock = Type.String({ pattern: '^([01]\\d|2[0-3]):[0-5]\\d$' })

/** A subject and everything that its reading depends on. */
export const SubjectRun = Type.Object({
  subject: Type.String(),
  sentAt: Type.String({ format: 'date-time' }),
  timeZone: Type.String(),
  locale: Type.String(),
  statuses: Type.Optional(
    Type.Array(
      Type.Object({
        name: Type.String({ minLength: 1 }),
        aliases: Type.Array(Type.String()),
        due: Type.Optional(Type.Union([Type.Literal('optional'), Type.Literal('required'), Type.Literal('forbidden')])),
      }),
    ),
  ),
  defaultReturn: Type.Optional(Clock),
  endOfDay: Type.Optional(Clock),
})

export function dryRunSubject(run: Static<typeof SubjectRun>, directory: Directory) {
  return shownReading(
    readStatusSubject(run.subject, {
      statuses: run.statuses?.map((status) => ({ id: status.name, ...status })) ?? directory.terms,
      sentAt: run.sentAt,
      timeZone: run.timeZone,
      locale: run.locale,
      defaultReturn: run.defaultReturn ?? directory.organisation.defaultReturn,
      endOfDay: run.endOfDay ?? directory.organisation.endOfDay,
    }),
  )
}

/** A reading in the words of the HTTP contract. */
export function shownReading(reading: Reading) {
  const { status, dueBack, comment, warnings, error, spans } = reading
  return {
    status: status?.name ?? null,
    dueBack,
    comment,
    warnings,
    error,
    spans,
    canonical: reading.error === null ? renderReading(reading) : null,
  }
}
