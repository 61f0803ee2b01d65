/**
 * An instant in the words of a language and on the clock of a zone, with the zone's offset: `Saturday, August 16,
 * 2014 at 9:00 AM (GMT-4)`. The offset is shown because phones travel with their readers; it is the one name of a
 * zone that every locale has. A text that is no instant is returned unchanged.
 */
export function sayWhen(instant: string, timeZone: string, locale: string): string {
  const date = new Date(instant)
  if (Number.isNaN(date.getTime())) return instant
  const clock = new Intl.DateTimeFormat(locale, { dateStyle: 'full', timeStyle: 'short', timeZone }).format(date)
  const offset = new Intl.DateTimeFormat('en', { timeZone, timeZoneName: 'shortOffset' })
    .formatToParts(date)
    .find(({ type }) => type === 'timeZoneName')?.value
  // Newer ICU data puts a narrow no-break space before AM, which old mail programs show as a box.
  return `${clock.replaceAll('\u202f', ' ')} (${offset ?? timeZone})`
}
