import { withoutComments } from './structured-value.ts'

/**
 * Reads an RFC 5322 §3.3 date-time with the obsolete forms of §4.3, to milliseconds since 1970; undefined for
 * anything else. The engine's own date parser is not used: it guesses, and differs between versions. Week days are
 * not checked, since broken clients get them wrong; days that a month does not have are refused.
 */
export function readDateHeader(value: string): number | undefined {
  if (value.length > 200) return undefined
  const match = DATE_TIME.exec(withoutComments(value).text.trim())
  if (match === null) return undefined
  const [, dayText, monthText, yearText, hourText, minuteText, secondText = '0', zone = ''] = match
  const day = Number(dayText)
  const month = MONTHS.indexOf(monthText!.toLowerCase())
  const [hour, minute, second] = [Number(hourText), Number(minuteText), Number(secondText)]
  const offset = zoneMinutes(zone)
  if (month === -1 || offset === undefined || hour > 23 || minute > 59 || second > 60) return undefined
  const midnight = Date.UTC(fullYear(yearText!), month, day)
  if (new Date(midnight).getUTCDate() !== day || new Date(midnight).getUTCMonth() !== month) return undefined
  return midnight + ((hour * 60 + minute - offset) * 60 + second) * 1000
}

/**
 * Day, month, year, hour, minute, second, zone; anything after the zone is ignored, such as a zone's name in plain
 * text.
 */
const DATE_TIME =
  /^(?:[a-z]{3,9}\s*,?\s*)?(\d{1,2})[\s-]+([a-z]{3})[a-z]*[\s-]+(\d{2,4})\s+(\d{1,2})\s*:\s*(\d{1,2})(?:\s*:\s*(\d{1,2})(?:\.\d+)?)?(?:\s*([+-]\s?\d{2}:?\d{2}|[a-z]{1,5}))?(?:\s.*)?$/i

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']

/** RFC 5322 §4.3: two digits below 50 are 20xx, other two or three digits are counted from 1900. */
function fullYear(digits: string): number {
  const year = Number(digits)
  if (digits.length === 4) return year
  return digits.length === 2 && year < 50 ? 2000 + year : 1900 + year
}

/** Minutes east of UTC. RFC 5322 §4.3 calls other names (and none) unknown; such a Date cannot order mails. */
function zoneMinutes(zone: string): number | undefined {
  if (!/^[+-]/.test(zone)) {
    const hours = NAMED_ZONES.get(zone.toLowerCase())
    return hours === undefined ? undefined : hours * 60
  }
  // `+01:00` is ISO 8601's form, which programs write too.
  const digits = zone.replace(/[\s:]/g, '')
  const [hours, minutes] = [Number(digits.slice(1, 3)), Number(digits.slice(3))]
  if (hours > 23 || minutes > 59) return undefined
  return (digits.startsWith('-') ? -1 : 1) * (hours * 60 + minutes)
}

const NAMED_ZONES: ReadonlyMap<string, number> = new Map([
  ['ut', 0],
  ['utc', 0],
  ['z', 0],
  ['gmt', 0],
  ['edt', -4],
  ['est', -5],
  ['cdt', -5],
  ['cst', -6],
  ['mdt', -6],
  ['mst', -7],
  ['pdt', -7],
  ['pst', -8],
])
