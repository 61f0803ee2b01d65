import { closest } from '../problems/closest.ts'

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

const suggestions = new Map<string, string | undefined>()

/** The zone that was probably meant; undefined where none is close. Thousands of people may share a mistake. */
export function closestTimeZone(name: string): string | undefined {
  if (!suggestions.has(name)) suggestions.set(name, cityZone(name) ?? closest(name, Intl.supportedValuesOf('timeZone')))
  return suggestions.get(name)
}

/** The zone of a city that was named without its continent. */
function cityZone(name: string): string | undefined {
  const ending = `/${name.trim().replaceAll(' ', '_').toLowerCase()}`
  return Intl.supportedValuesOf('timeZone').find((zone) => zone.toLowerCase().endsWith(ending))
}

/** The tag that a locale of POSIX, such as de_DE.UTF-8, stands for; undefined where there is none. */
export function closestLocale(name: string): string | undefined {
  const tag = name.replace(/[.@].*$/, '').replaceAll('_', '-')
  return tag !== name && isLocale(tag) ? tag : undefined
}
