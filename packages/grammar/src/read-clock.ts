import { type Clock, matchAt, meetsPunctuation, type PhraseContext } from './due-phrase.ts'
import type { PartOfDay } from './languages/language.ts'
import type { Vocabulary } from './vocabulary.ts'

export interface ReadClock {
  readonly clock: Clock
  readonly end: number
}

// 1 hour, 2 minute, 3 am or pm. The one-letter forms have to be glued to the number.
const NUMERIC = /(\d{1,2})(?::(\d\d))?(?: ?(am|pm|a\.m\.?|p\.m\.?)|([ap]))?(?![\p{Script=Latin}\d])/uy
/** `9.30 am` in every language, `330pm` as well. */
const DOTTED_HALF_DAY = /(\d{1,2})[.]?(\d\d) ?(am|pm|a\.m\.?|p\.m\.?)(?![\p{L}\d])/uy
const DOTTED = /(\d{1,2})\.(\d\d)(?!\d|\.\d)/uy
const BARE_HOUR = /(\d{1,2})(?!\d)/uy

const WORDS = {
  noon: { hour: 12, minute: 0, second: 0 },
  halfPastNoon: { hour: 12, minute: 30, second: 0 },
  midnight: { hour: 0, minute: 0, second: 0 },
  halfPastMidnight: { hour: 0, minute: 30, second: 0 },
  endOfDay: 'endOfDay',
} as const

/** Rule G8: a clock that ends a token. A bare number is none, and neither is a time no clock shows. */
export function readClock(text: string, at: number, context: PhraseContext): ReadClock | null {
  const { vocabulary, ends } = context
  const { patterns, clockWords } = vocabulary
  const word = matchAt(patterns.clockWord, text, at)
  const meaning = clockWords.get(word?.[1] ?? '')
  if (word && meaning) return whole(text, WORDS[meaning], at + word[0].length, ends)

  const marked = matchAt(patterns.markedClock, text, at) ?? readHourMark(text, at, context)
  if (marked) {
    const end = at + marked[0].length
    const part = partBehind(text, end, vocabulary)
    const clock = inPart(clockOf(Number(marked[1]), Number(marked[2] ?? marked[3] ?? 0)), part?.part)
    return clock && whole(text, clock, part && ends(text, part.end) ? part.end : end, ends)
  }
  const dotted = readDotted(text, at, context)
  if (dotted) return dotted
  const numeric = matchAt(NUMERIC, text, at)
  const half = (numeric?.[3] ?? numeric?.[4])?.[0]
  if (!numeric) return null
  const end = at + numeric[0].length
  if (half !== undefined) return whole(text, clockOfHalfDay(numeric, half), end, ends)
  const part = partBehind(text, end, vocabulary)
  if (part && ends(text, part.end) && (numeric[2] !== undefined || context.bareHour))
    return whole(text, inPart(clockOf(Number(numeric[1]), Number(numeric[2] ?? 0)), part.part), part.end, ends)
  return numeric[2] === undefined ? null : whole(text, asWritten(numeric, vocabulary), end, ends)
}

/** `until 3`: an hour and nothing else, where the words before it and behind it leave no other meaning. */
export function readBareHour(text: string, at: number, context: PhraseContext): ReadClock | null {
  const match = context.bareHour ? matchAt(BARE_HOUR, text, at) : null
  if (!match) return null
  const end = at + match[0].length
  const hour = Number(match[1])
  if (hour < 1 || !context.ends(text, end) || IN_RANGE.test(text.charAt(end))) return null
  if (NUMBER_BEHIND.test(text.slice(end, end + 3))) return null
  if (context.vocabulary.dotted && text[end] === '.') return null // `bis 21.` is a day of some month
  if (!meetsPunctuation(text, end) && !meetsDay(text, end + 1, context.vocabulary)) return null
  const clock = clockOf(hour, 0)
  if (clock === null || hour > 6) return clock && { clock, end }
  return { clock: { hour: hour + 12, minute: 0, second: 0, readAsPm: true }, end }
}

function meetsDay(text: string, at: number, { patterns, shortWeekdays }: Vocabulary): boolean {
  const weekday = matchAt(patterns.weekday, text, at)
  const isDoubtful =
    weekday !== null && shortWeekdays.has(weekday[2] ?? '') && !meetsPunctuation(text, at + weekday[0].length)
  const day =
    matchAt(patterns.dayWord, text, at) ?? matchAt(patterns.partOfToday, text, at) ?? (isDoubtful ? null : weekday)
  return day !== null && !IN_WORD.test(text.charAt(at + day[0].length))
}

const IN_WORD = /[\p{L}\p{N}]/u
/** `4;30`, `21. 8`: not the whole of what it says. */
const NUMBER_BEHIND = /^(?:[,;:]|\. ?)\d/u
/** These end a token only where a range may open. */
const IN_RANGE = /[-–—&/+]/u

/** The part of the day that stands behind a clock and tells its half (`5 de la tarde`, `9 in the morning`). */
export function partBehind(
  text: string,
  at: number,
  { patterns, partsOfDay }: Vocabulary,
): { part: PartOfDay; end: number } | null {
  const match = matchAt(patterns.partOfDay, text, at)
  const part = partsOfDay.get(match?.[1] ?? '')
  if (!match || part === undefined || IN_WORD.test(text.charAt(at + match[0].length))) return null
  return { part, end: at + match[0].length }
}

/** The same clock in the half of the day to which the part belongs. */
export function inPart(clock: Clock | null, part: PartOfDay | undefined): Clock | null {
  if (clock === null || typeof clock === 'string' || part === undefined) return clock
  const hour = clock.readAsPm ? clock.hour - 12 : clock.hour
  const isSecondHalf = part === 'afternoon' || part === 'evening' || (part === 'night' && hour >= 6)
  return { hour: isSecondHalf && hour < 12 ? hour + 12 : hour, minute: clock.minute, second: clock.second }
}

function readHourMark(
  text: string,
  at: number,
  { vocabulary, hourMarks, afterLeadIn, ends }: PhraseContext,
): RegExpExecArray | null {
  const match = matchAt(vocabulary.patterns.hourMarkedClock, text, at)
  if (!match || !ends(text, at + match[0].length)) return null
  return hourMarks || (vocabulary.hourMarksAlone && !afterLeadIn && isAfternoonHour(Number(match[1]))) ? match : null
}

/** `14h` alone is a clock in the languages that write so; `24h` is a day, and `2h` two hours. */
function isAfternoonHour(hour: number): boolean {
  return hour >= 13 && hour <= 23
}

const MOST_MONTHS = 12

/** `15.30` where the language writes so and it can be no day and month. */
function readDotted(text: string, at: number, { vocabulary, ends }: PhraseContext): ReadClock | null {
  const halfDay = matchAt(DOTTED_HALF_DAY, text, at)
  if (halfDay) return whole(text, clockOfHalfDay(halfDay, halfDay[3]?.[0] ?? ''), at + halfDay[0].length, ends)
  const dotted = vocabulary.dotted ? matchAt(DOTTED, text, at) : null
  const minute = Number(dotted?.[2])
  const isDate = minute >= 1 && minute <= MOST_MONTHS && Number(dotted?.[1]) >= 1
  if (!dotted || isDate) return null
  return whole(text, clockOf(Number(dotted[1]), minute), at + dotted[0].length, ends)
}

const AFTERNOON = /^[1-6]$/

/** `3:00` is the afternoon where the locale counts its hours to twelve; `03:00` is the morning everywhere. */
function asWritten(numeric: RegExpExecArray, { twelveHours }: Vocabulary): Clock | null {
  const [, hour = '', minute] = numeric
  const clock = clockOf(Number(hour), Number(minute))
  if (clock === null || typeof clock === 'string' || !twelveHours || !AFTERNOON.test(hour)) return clock
  return { ...clock, hour: clock.hour + 12, readAsPm: true }
}

function clockOfHalfDay(numeric: RegExpExecArray, half: string): Clock | null {
  const hour = Number(numeric[1])
  return hour >= 1 && hour <= 12 ? clockOf((hour % 12) + (half === 'p' ? 12 : 0), Number(numeric[2] ?? 0)) : null
}

function clockOf(hour: number, minute: number): Clock | null {
  return hour <= 23 && minute <= 59 ? { hour, minute, second: 0 } : null
}

function whole(text: string, clock: Clock | null, end: number, ends: PhraseContext['ends']): ReadClock | null {
  return clock && ends(text, end) ? { clock, end } : null
}
