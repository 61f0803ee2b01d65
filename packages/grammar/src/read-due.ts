import { type DuePhrase, matchAt, type PhraseContext } from './due-phrase.ts'
import { type ReadClock, readClock } from './read-clock.ts'
import { type ReadDate, readDate } from './read-date.ts'
import { readDuration } from './read-duration.ts'
import { readIso } from './read-iso.ts'
import { endsToken } from './token-end.ts'

/**
 * Readings of the text at a place as a due, longest first: a later one is for the case that the day of the first does not
 * exist (`9am 2/30`). None where nothing there reads as a due.
 */
export function readDue(text: string, at: number, context: PhraseContext): readonly DuePhrase[] {
  const iso = readIso(text, at, context.ends)
  if (iso) return [iso]
  // `à 14h` is no duration, and neither is `à 25h`, which is no clock either.
  const marked = context.hourMarks ? readClockFirst(text, at, context) : []
  if (marked.length > 0 || (context.hourMarks && endOfMarkedHour(text, at, context) !== null)) return marked
  return readDurationFirst(text, at, context) ?? readDateFirst(text, at, context) ?? readClockFirst(text, at, context)
}

function endOfMarkedHour(text: string, at: number, { vocabulary, ends }: PhraseContext): number | null {
  const pattern = vocabulary.patterns.hourMarkedClock
  const match = pattern && matchAt(pattern, text, at)
  return match && ends(text, at + match[0].length) ? at + match[0].length : null
}

function readDurationFirst(text: string, at: number, context: PhraseContext): DuePhrase[] | null {
  const duration = readDuration(text, at, context)
  if (!duration) return null
  const { days, seconds, zeroDays, end } = duration
  const clock = seconds === 0 ? readJoinedClock(text, end, context) : null
  if (clock) return [{ kind: 'moment', day: { kind: 'ahead', days }, clock: clock.clock, end: clock.end }]
  return zeroDays ? [] : [{ kind: 'elapsed', days, seconds, end }]
}

function readDateFirst(text: string, at: number, context: PhraseContext): DuePhrase[] | null {
  const date = readDate(text, at, context)
  if (!date) return null
  const clock = readJoinedClock(text, date.end, context)
  if (clock) return [{ kind: 'moment', day: date.day, clock: clock.clock, end: clock.end }]
  return standsAlone(text, date, context) ? [{ kind: 'moment', day: date.day, clock: null, end: date.end }] : null
}

function readClockFirst(text: string, at: number, context: PhraseContext): DuePhrase[] {
  const clock = readClock(text, at, context)
  if (!clock) return []
  const alone: DuePhrase = { kind: 'moment', day: null, ...clock }
  const gap = matchAt(context.vocabulary.patterns.clockJoiner, text, clock.end)
  const date = gap && readDate(text, clock.end + gap[0].length, context)
  if (!date || !standsAlone(text, date, { ...context, afterLeadIn: false })) return [alone]
  return [{ kind: 'moment', day: date.day, clock: clock.clock, end: date.end }, alone]
}

/** The clock that belongs to a date or a number of days before it. */
function readJoinedClock(text: string, at: number, context: PhraseContext): ReadClock | null {
  const gap = matchAt(context.vocabulary.patterns.clockJoiner, text, at)
  if (!gap) return null
  const from = at + gap[0].length
  return endOfRange(text, from, context) === null ? readClock(text, from, { ...context, hourMarks: true }) : null
}

const BLANK_AND_PUNCTUATION = / (?:[,;:.!?…–—()"“”„]|-(?![\p{L}\p{N}]))/uy

/** Rule G9's last doubt: `sat` or `may 5` is a date before the end, punctuation or a clock, and after a lead-in. */
function standsAlone(text: string, date: ReadDate, { ends, afterLeadIn }: PhraseContext): boolean {
  if (!ends(text, date.end)) return false
  return (
    !date.doubtful || afterLeadIn || text[date.end] !== ' ' || matchAt(BLANK_AND_PUNCTUATION, text, date.end) !== null
  )
}

const BARE_NUMBER = /\d{1,2}(?!\d)/uy
const LONE_HYPHEN = / - /uy

/**
 * The end of the range that opens at a place (`9am-11am`, `Mon - Wed`, `2-3 days`), null where none does. A range names
 * no one instant, so it is no due (rules G8 and G12).
 */
export function endOfRange(text: string, at: number, context: PhraseContext): number | null {
  if (!context.ranges) return null
  const loose = { ...context, ends: endsTokenOrMeetsDash, ranges: false }
  const first = readDue(text, at, loose)[0]
  const end = first?.end ?? endOfNumber(text, at)
  if (end === null) return null
  // A canonical due stays one instant: after it only a dash between blanks makes a range, and no comment begins so.
  const gap = matchAt(first?.kind === 'instant' ? LONE_HYPHEN : context.vocabulary.patterns.rangeGap, text, end)
  if (!gap) return null
  const second = readDue(text, end + gap[0].length, { ...loose, afterLeadIn: true })[0]
  return second && (first === undefined || areAlike(first, second)) ? second.end : null
}

function endsTokenOrMeetsDash(text: string, at: number): boolean {
  const sign = text[at]
  return sign === '-' || sign === '–' || sign === '—' || endsToken(text, at)
}

function endOfNumber(text: string, at: number): number | null {
  const number = matchAt(BARE_NUMBER, text, at)
  return number && at + number[0].length
}

/** Two durations, two days, or two clocks. `Monday 9am - 11am` is a day with a range, and no range of days. */
function areAlike(first: DuePhrase, second: DuePhrase): boolean {
  if (first.kind === 'elapsed' || second.kind === 'elapsed') return first.kind === second.kind
  const secondNamesDay = second.kind === 'instant' || second.day !== null
  if (first.kind === 'instant' || first.day !== null) return secondNamesDay
  return second.kind === 'instant' || second.clock !== null
}
