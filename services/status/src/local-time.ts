/** An instant as the clock on the wall of a zone shows it, with its offset: `2014-08-16T09:00:00-04:00`. */
export function inZone(instant: Date | string, timeZone: string): string {
  const zoned = Temporal.Instant.from(typeof instant === 'string' ? instant : instant.toISOString()).toZonedDateTimeISO(
    timeZone,
  )
  return zoned.toString({ smallestUnit: 'second', timeZoneName: 'never' })
}

/** The same for a sentence: `2014-08-16 09:00`. */
export function onTheClock(instant: Date | string, timeZone: string): string {
  return inZone(instant, timeZone).slice(0, 16).replace('T', ' ')
}
