const formats = new Map<string, Intl.DateTimeFormat>()

/** A form of a time, made once: making one takes longer than all that it writes on a screen. */
function formatOf(locale: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${locale} ${JSON.stringify(options)}`
  const known = formats.get(key) ?? new Intl.DateTimeFormat(locale, options)
  formats.set(key, known)
  return known
}

/** A moment by one clock, as short as it can be told: today's by the hour alone. Pure. */
export function writeTime(
  at: string,
  { now, locale, timeZone }: { now: number; locale: string; timeZone: string },
): string {
  const moment = new Date(at)
  const day = formatOf('en-CA', { timeZone, dateStyle: 'short' })
  const isToday = day.format(moment) === day.format(now)
  const isThisYear = day.format(moment).slice(0, 4) === day.format(now).slice(0, 4)
  return formatOf(locale, {
    timeZone,
    hour: 'numeric',
    minute: '2-digit',
    ...(!isToday && { weekday: 'short', day: 'numeric', month: 'short' }),
    ...(!isThisYear && { year: 'numeric' }),
  }).format(moment)
}

/** The moment in full, for whoever points at it. Pure. */
export const writeInFull = (at: string, { locale, timeZone }: { locale: string; timeZone: string }): string =>
  formatOf(locale, { timeZone, dateStyle: 'full', timeStyle: 'long' }).format(new Date(at))

/**
 * The offset that a time of the API was written with, as a zone: `+02:00`. Undefined for one that is written in UTC, which says
 * nothing of a person.
 */
export const zoneWritten = (at: string): string | undefined => /[+-]\d\d:\d\d$/.exec(at)?.[0]

/** Whether two clocks show another time at that moment. Pure. */
export function differs(at: string, one: string, other: string): boolean {
  const clock = (timeZone: string) =>
    formatOf('en-CA', { timeZone, dateStyle: 'short', timeStyle: 'short' }).format(new Date(at))
  return clock(one) !== clock(other)
}
