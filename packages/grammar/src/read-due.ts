import { type DuePhrase, matchAt, meetsPunctuation, type PhraseContext } from './due-phrase.ts'
import { inPart, readBareHour, type ReadClock, readClock } from './read-clock.ts'
import { namesAnotherDay, type ReadDate, readDate } from './read-date.ts'
import { readDuration } from './read-duration.ts'
import { readIso } from './read-iso.ts'

/**
 * Readings of the text at a place as a due, longest first: a later one is for the case that the day of the first does not
 * exist (`9am 2/30`). None where nothing there reads as a due.
 */
export function readDue(text: string, at: number, context: PhraseContext): readonly DuePhrase[] {
  const iso = readIso(text, at, context.ends)
  if (iso) return [iso]
  // `à 14h` is no duration, and neither is `à 25h`, which is no clock either.
  const isMarked = isMarkedHour(text, at, context)
  if (isMarked) return readClockFirst(text, at, context)
  return readDurationFirst(text, at, context) ?? readDateFirst(text, at, context) ?? readClockFirst(text, at, context)
}

function isMarkedHour(text: string, at: number, context: PhraseContext): boolean {
  const { vocabulary, ends, hourMarks, afterLeadIn } = context
  const match = matchAt(vocabulary.patterns.hourMarkedClock, text, at)
  if (!match || !ends(text, at + match[0].length)) return false
  return hourMarks || (vocabulary.hourMarksAlone && !afterLeadIn && readClock(text, at, context) !== null)
}

function readDurationFirst(text: string, at: number, context: PhraseContext): DuePhrase[] | null {
  const duration = readDuration(text, at, context)
  if (!duration) return meetsIdiom(text, at, context) ? [] : null
  const { days, seconds, zeroDays, end } = duration
  const clock = seconds === 0 ? readJoinedClock(text, end, context) : null
  if (clock) return [{ kind: 'moment', day: { kind: 'ahead', days }, clock: clock.clock, end: clock.end }]
  return zeroDays ? [] : [{ kind: 'elapsed', days, seconds, end }]
}

/** `a minute`, `24/7`: no duration, and neither anything else. */
function meetsIdiom(text: string, at: number, { vocabulary, ends }: PhraseContext): boolean {
  const idiom = matchAt(vocabulary.patterns.idiom, text, at)
  return idiom !== null && ends(text, at + idiom[0].length)
}

function readDateFirst(text: string, at: number, context: PhraseContext): DuePhrase[] | null {
  const { patterns } = context.vocabulary
  const before = matchAt(patterns.inclusiveBefore, text, at)
  const date = readDate(text, at + (before?.[0].length ?? 0), context)
  if (!date) return null
  const { day, part, end } = date
  const clock = readJoinedClock(text, end, context, part)
  if (clock && !before) return [{ kind: 'moment', day, clock: inPart(clock.clock, part ?? undefined), end: clock.end }]
  const behind = matchAt(patterns.inclusiveBehind, text, end)
  const behindEnd = end + (behind?.[0].length ?? 0)
  const isInclusive = before !== null || (behind !== null && context.ends(text, behindEnd))
  const whole = isInclusive ? { ...date, end: behind ? behindEnd : end, doubtful: false } : date
  if (!standsAlone(text, whole, context)) return null
  return [{ kind: 'moment', day, clock: part, end: whole.end, ...(isInclusive && { inclusive: true }) }]
}

function readClockFirst(text: string, at: number, context: PhraseContext): DuePhrase[] {
  const clock = readClock(text, at, context) ?? readBareHour(text, at, context)
  if (!clock) return []
  const alone: DuePhrase = { kind: 'moment', day: null, ...clock }
  const gap = matchAt(context.vocabulary.patterns.clockJoiner, text, clock.end)
  const date = gap && readDate(text, clock.end + gap[0].length, context)
  if (!date || !standsAlone(text, date, { ...context, afterLeadIn: false })) return [alone]
  return [{ kind: 'moment', day: date.day, clock: inPart(clock.clock, date.part ?? undefined), end: date.end }, alone]
}

/** The clock that belongs to a date or a number of days before it. */
function readJoinedClock(
  text: string,
  at: number,
  context: PhraseContext,
  part: ReadDate['part'] = null,
): ReadClock | null {
  const { patterns, beforeBareHour } = context.vocabulary
  const leadIn = matchAt(patterns.clockLeadIn, text, at)
  const gap = leadIn ?? matchAt(patterns.clockJoiner, text, at)
  if (!gap) return null
  const from = at + gap[0].length
  if (endOfRange(text, from, context) !== null) return null
  // `tonight at 9` leaves no other meaning; `tomorrow at 9` may be the morning's or the evening's.
  const bareHour = leadIn !== null && (part !== null || beforeBareHour.has(leadIn[1] ?? ''))
  const behindDate = { ...context, hourMarks: true, bareHour }
  return readClock(text, from, behindDate) ?? readBareHour(text, from, behindDate)
}

/** Rule G9's last doubt: `sat` or `may 5` is a date before the end, punctuation or a clock, and after a lead-in. */
function standsAlone(
  text: string,
  date: Pick<ReadDate, 'day' | 'doubtful' | 'end'>,
  { ends, afterLeadIn, vocabulary }: PhraseContext,
): boolean {
  if (!ends(text, date.end)) return false
  if (date.day.kind === 'weekday' && namesAnotherDay(text, date.end, vocabulary)) return false
  return !date.doubtful || afterLeadIn || meetsPunctuation(text, date.end)
}

const BARE_NUMBER = /\d{1,2}(?:\.|st|nd|rd|th)?(?![\d\p{L}])/uy
const LONE_HYPHEN = / - /uy

/**
 * The end of the range or the list of days that opens at a place (`9am-11am`, `Mon - Wed`, `17.-21.8.`, `2-3 days`,
 * `tomorrow and Friday`), null where none does. It names no one instant, so it is no due (rules G8, G9 and G12).
 */
export function endOfRange(text: string, at: number, context: PhraseContext): number | null {
  if (!context.ranges) return null
  const { patterns } = context.vocabulary
  const loose = { ...context, ends: endsTokenOrMeetsDash(context.ends), ranges: false }
  const opener = matchAt(patterns.rangeOpener, text, at)
  const from = at + (opener?.[0].length ?? 0)
  const first = readDue(text, from, loose)[0] ?? readShortDay(text, from, loose)
  const end = first?.end ?? endOfNumber(text, from)
  if (end === null) return null
  const second = { ...loose, afterLeadIn: true }
  // A canonical due stays one instant: after it only a dash between blanks makes a range, and no comment begins so.
  const gap = matchAt(first?.kind === 'instant' ? LONE_HYPHEN : patterns.rangeGap, text, end)
  // `until 5pm until 6pm` is one due and a second lead-in.
  const isLeadIn = gap !== null && context.afterLeadIn && context.vocabulary.anywhere.has(gap[0].trim())
  if (gap && !isLeadIn) {
    const to = end + gap[0].length
    const other = readDue(text, to, second)[0]
    if (other && (first === undefined || areAlike(first, other))) return other.end
    if (first !== undefined && isCalendarDay(first)) return endOfWholeNumber(text, to, context)
    if (opener && first === undefined) return endOfWholeNumber(text, to, context)
  }
  const list = first === undefined ? null : matchAt(patterns.dayList, text, end)
  if (!list || first === undefined) return null
  const other = readDue(text, end + list[0].length, second)[0]
  return other && (list[1] === undefined ? areDays(first, other) : areSameDays(first, other)) ? other.end : null
}

/** The first of two days may be short: `mon and tue`. */
function readShortDay(text: string, at: number, context: PhraseContext): DuePhrase | undefined {
  const date = readDate(text, at, context)
  return date?.doubtful ? { kind: 'moment', day: date.day, clock: null, end: date.end } : undefined
}

function endsTokenOrMeetsDash(ends: PhraseContext['ends']): PhraseContext['ends'] {
  return (text, at) => '-–—&/+'.includes(text[at] ?? ' ') || ends(text, at)
}

function endOfNumber(text: string, at: number): number | null {
  const number = matchAt(BARE_NUMBER, text, at)
  return number && at + number[0].length
}

function endOfWholeNumber(text: string, at: number, { ends }: PhraseContext): number | null {
  const end = endOfNumber(text, at)
  return end !== null && ends(text, end) ? end : null
}

/** Two durations, two days, or two clocks. `Monday 9am - 11am` is a day with a range, and no range of days. */
function areAlike(first: DuePhrase, second: DuePhrase): boolean {
  if (first.kind === 'elapsed' || second.kind === 'elapsed') return first.kind === second.kind
  const secondNamesDay = second.kind === 'instant' || second.day !== null
  if (first.kind === 'instant' || first.day !== null) return secondNamesDay
  return second.kind === 'instant' || second.clock !== null
}

function isDay(phrase: DuePhrase): boolean {
  return phrase.kind === 'moment' && phrase.day !== null
}

function isCalendarDay(phrase: DuePhrase): boolean {
  return phrase.kind === 'moment' && phrase.day?.kind === 'calendar' && phrase.clock === null
}

function areDays(first: DuePhrase, second: DuePhrase): boolean {
  return isDay(first) && isDay(second)
}

/** `Mon, Tue` are two days; `tomorrow, Friday` may well be one. */
function areSameDays(first: DuePhrase, second: DuePhrase): boolean {
  if (first.kind !== 'moment' || second.kind !== 'moment') return false
  return first.day !== null && first.day.kind !== 'ahead' && first.day.kind === second.day?.kind
}
