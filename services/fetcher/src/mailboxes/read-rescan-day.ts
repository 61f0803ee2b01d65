import { RefusedRequest } from '@tubepost/service'

const DAY = /^\d{4}-\d\d-\d\d$/

/**
 * The day from which a folder is looked through. Servers know whole days only (SEARCH SINCE, RFC 9051 §6.4.4), so a
 * time stands for its day in UTC. Throws a RefusedRequest for a text that is no date, or a date in the future.
 */
export function readRescanDay(text: string, now: Date): string {
  let day: Temporal.PlainDate
  try {
    if (!/^(?!0000)\d{4}-/.test(text)) throw new RangeError('RFC 3339 has years of four digits, RFC 9051 none before 1')
    day = DAY.test(text)
      ? Temporal.PlainDate.from(text)
      : Temporal.Instant.from(text).toZonedDateTimeISO('UTC').toPlainDate()
  } catch {
    throw new RefusedRequest(
      400,
      'bad_date',
      '"since" must be a day, 2026-11-01, or an RFC 3339 time, 2026-11-01T09:00:00Z.',
    )
  }
  const tomorrow = Temporal.Instant.fromEpochMilliseconds(now.getTime())
    .toZonedDateTimeISO('UTC')
    .toPlainDate()
    .add({ days: 1 })
  if (Temporal.PlainDate.compare(day, tomorrow) > 0)
    throw new RefusedRequest(400, 'bad_date', '"since" is still to come.')
  return day.toString()
}
