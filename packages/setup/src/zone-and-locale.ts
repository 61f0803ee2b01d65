// Asking Intl costs a third of a millisecond, and thousands of people live in a few zones.
const timeZones = new Map<string, boolean>()

/** An IANA time zone, or one of its aliases. */
export function isTimeZone(name: string): boolean {
  let known = timeZones.get(name)
  if (known === undefined) {
    known = canFormatIn(name)
    timeZones.set(name, known)
  }
  return known
}

function canFormatIn(timeZone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone })
    return true
  } catch {
    return false
  }
}

/** A BCP 47 language tag of a language that dates can be written in. */
export function isLocale(name: string): boolean {
  try {
    return Intl.DateTimeFormat.supportedLocalesOf(name).length > 0
  } catch {
    return false
  }
}
