import { type DuePhrase, matchAt, type TokenEnd } from './due-phrase.ts'

// 1 date (2 year, 3 month, 4 day), 5 separator, 6 clock (7 hour, 8 minute, 9 second), 10 offset.
const ISO_MOMENT =
  /((\d{4})-(\d\d)-(\d\d))([t ])(([01]\d|2[0-3]):([0-5]\d)(?::([0-5]\d)(?:\.\d{1,9})?)?)(z|[+-](?:[01]\d|2[0-3])(?::?[0-5]\d)?)?/uy

/**
 * A date and clock as RFC 3339 and ISO 8601 write them, with or without an offset (rule G9). With a blank in place of
 * the T, a negative offset looks like the second half of a range and is left alone.
 */
export function readIso(text: string, at: number, ends: TokenEnd): DuePhrase | null {
  const match = matchAt(ISO_MOMENT, text, at)
  if (!match) return null
  const [all, date, year, month, day, separator, clock, hour, minute, second = '0', offset] = match
  const end = at + all.length
  if (!ends(text, end) || (separator === ' ' && offset?.startsWith('-'))) return null
  if (offset !== undefined) return { kind: 'instant', instant: `${date}t${clock}${offset}`, end }
  return {
    kind: 'moment',
    day: { kind: 'calendar', year: Number(year), orders: [{ month: Number(month), day: Number(day) }] },
    clock: { hour: Number(hour), minute: Number(minute), second: Number(second) },
    end,
  }
}
