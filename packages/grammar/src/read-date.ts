import { type Day, matchAt, type MonthDay, type PhraseContext } from './due-phrase.ts'
import type { PartOfDay } from './languages/language.ts'
import { endsToken } from './token-end.ts'
import type { Vocabulary } from './vocabulary.ts'

export interface ReadDate {
  readonly day: Day
  /** `Friday night`, `this evening`. */
  readonly part: PartOfDay | null
  /** The word is a common one as well, so that it needs more than itself to be a date. */
  readonly doubtful: boolean
  readonly end: number
}

type BareDate = Omit<ReadDate, 'part'>

const YEAR_FIRST = /(\d{4})(?:-(\d\d)-(\d\d)|\/(\d{1,2})\/(\d{1,2}))(?!\d)/uy
const SLASHED = /(\d{1,2})\/(\d{1,2})(?:\/(\d{4}|\d\d))?(?!\d)/uy
const HYPHENATED = /(\d{1,2})-(\d{1,2})-(\d{4})(?!\d)/uy // without its year, `8-16` is a range
const DOTTED = /(\d{1,2})\. ?(\d{1,2})\.(?:(\d{4})\.?)?(?!\d)/uy
const DOTTED_SHORT_YEAR = /(\d\d)\.(\d\d)\.(\d\d)(?!\d)/uy // two digits each: `1.2.10` is a version
const DOTTED_NO_YEAR = /(\d{1,2})\.(\d{1,2})(?![\d.])/uy

/** Rule G9 without the clock. Whether the date ends a token is the caller's question: a clock may follow it. */
export function readDate(text: string, at: number, { vocabulary }: PhraseContext): ReadDate | null {
  const partOfToday = matchAt(vocabulary.patterns.partOfToday, text, at)
  const part = vocabulary.partsOfToday.get(partOfToday?.[1] ?? '')
  if (partOfToday && part)
    return { day: { kind: 'ahead', days: 0 }, part, doubtful: false, end: at + partOfToday[0].length }
  const date = readCalendarDate(text, at, vocabulary) ?? readNamedDay(text, at, vocabulary)
  return date && withPart(text, date, vocabulary)
}

/** A date in numbers or with a month's name, with or without its weekday before or behind it. */
function readCalendarDate(text: string, at: number, vocabulary: Vocabulary): BareDate | null {
  const named = weekdayBefore(text, at, vocabulary) // first, because `mar` is a weekday as well as a month
  if (named) return named
  const article = matchAt(vocabulary.patterns.dateArticle, text, at)?.[0].length ?? 0
  const date = readMonthAndDay(text, at + article, vocabulary)
  return date && weekdayBehind(text, date, vocabulary)
}

function weekdayBefore(text: string, at: number, vocabulary: Vocabulary): BareDate | null {
  const weekday = matchAt(vocabulary.patterns.weekday, text, at)
  if (!weekday) return null
  const gap = matchAt(WEEKDAY_GAP, text, at + weekday[0].length)
  if (!gap) return null
  const from = at + weekday[0].length + gap[0].length
  const article = matchAt(vocabulary.patterns.dateArticle, text, from)?.[0].length ?? 0
  const dated = readMonthAndDay(text, from + article, vocabulary)
  if (!dated) return null
  const closed = gap[0].endsWith('(')
  if (closed && text[dated.end] !== ')') return null
  return {
    ...besides(dated, vocabulary.weekdays.get(weekday[2] ?? '')),
    doubtful: false,
    end: dated.end + (closed ? 1 : 0),
  }
}

const WEEKDAY_GAP = /\.?(?: \(|,? |, ?)/uy
const WEEKDAY_BEHIND_GAP = /(?: \(|,? )/uy

function weekdayBehind(text: string, date: BareDate, { patterns, weekdays }: Vocabulary): BareDate {
  const gap = matchAt(WEEKDAY_BEHIND_GAP, text, date.end)
  const weekday = gap && matchAt(patterns.weekday, text, date.end + gap[0].length)
  if (!gap || !weekday || weekday[1] !== undefined || weekday[3] !== undefined) return date
  const end = date.end + gap[0].length + weekday[0].length
  const opened = gap[0].endsWith('(')
  if (opened ? text[end] !== ')' : !endsToken(text, end)) return date
  return { ...besides(date, weekdays.get(weekday[2] ?? '')), doubtful: false, end: opened ? end + 1 : end }
}

function besides(date: BareDate, weekday: number | undefined): BareDate {
  return date.day.kind === 'calendar' && weekday !== undefined ? { ...date, day: { ...date.day, weekday } } : date
}

function withPart(text: string, date: BareDate, { patterns, partsOfDay }: Vocabulary): ReadDate {
  const match = matchAt(patterns.partOfDay, text, date.end)
  const part = partsOfDay.get(match?.[1] ?? '')
  const end = date.end + (match?.[0].length ?? 0)
  if (!match || !part || /[\p{L}\p{N}]/u.test(text.charAt(end))) return { ...date, part: null }
  return { day: date.day, part, doubtful: false, end }
}

function readMonthAndDay(text: string, at: number, vocabulary: Vocabulary): BareDate | null {
  return readNumericDate(text, at, vocabulary) ?? readMonthDate(text, at, vocabulary)
}

function readNumericDate(
  text: string,
  at: number,
  { monthFirst, dotted: dottedDates, patterns }: Vocabulary,
): BareDate | null {
  const yearFirst = matchAt(YEAR_FIRST, text, at)
  if (yearFirst) {
    const [all, year, month, day, slashedMonth, slashedDay] = yearFirst
    return calendar(year, [monthDay(month ?? slashedMonth, day ?? slashedDay)], at + all.length)
  }
  const dotted = matchAt(DOTTED, text, at) ?? matchAt(DOTTED_SHORT_YEAR, text, at)
  if (dotted) return calendar(dotted[3], [monthDay(dotted[2], dotted[1])], at + dotted[0].length)
  const undotted = dottedDates ? matchAt(DOTTED_NO_YEAR, text, at) : null
  if (undotted && !canBeClock(undotted) && !countsUnits(text, at + undotted[0].length, patterns.unit))
    return calendar(undefined, [monthDay(undotted[2], undotted[1])], at + undotted[0].length)

  const numeric = matchAt(SLASHED, text, at) ?? matchAt(HYPHENATED, text, at)
  if (!numeric) return null
  const [all, first, second, year] = numeric
  if (countsUnits(text, at + all.length, patterns.unit)) return null
  const orders = [monthDay(first, second), monthDay(second, first)]
  return calendar(year, monthFirst ? orders : orders.toReversed(), at + all.length)
}

/** `15.10` may be a quarter past... or October: doubt. `24.8` and `31.12` can be no clock. */
function canBeClock([, hour, minute = '']: RegExpExecArray): boolean {
  return minute.length === 2 && Number(hour) <= 23 && Number(minute) <= 59
}

function readMonthDate(
  text: string,
  at: number,
  { patterns, months, doubtfulMonths, weekdays }: Vocabulary,
): BareDate | null {
  const dayMonth = matchAt(patterns.dayMonth, text, at)
  const match = dayMonth ?? matchAt(patterns.monthDay, text, at)
  if (!match) return null
  const [all, first, second, year] = match
  const [word = '', day] = dayMonth ? [second, first] : [first, second]
  const end = at + all.length
  if (!dayMonth && year === undefined && countsUnits(text, end, patterns.unit)) return null
  if (!dayMonth && year === undefined && weekdays.has(word)) return null // `mar 18` in Spanish: the Tuesday, or March
  const orders = [{ month: months.get(word) ?? 0, day: Number(day) }]
  return calendar(year, orders, end, year === undefined && doubtfulMonths.has(word))
}

const BARE_DAY = /\d{1,2}(?:st|nd|rd|th|er|\.)?(?![\p{L}\p{N}:.]|\/)/uy

function readNamedDay(text: string, at: number, vocabulary: Vocabulary): BareDate | null {
  const dayWord = matchAt(vocabulary.patterns.dayWord, text, at)
  const days = vocabulary.dayWords.get(dayWord?.[1] ?? '')
  if (dayWord && days !== undefined)
    return { day: { kind: 'ahead', days }, doubtful: false, end: at + dayWord[0].length }

  const match = matchAt(vocabulary.patterns.weekday, text, at)
  const weekday = vocabulary.weekdays.get(match?.[2] ?? '')
  if (!match || weekday === undefined) return null
  const short = vocabulary.shortWeekdays.has(match[2] ?? '')
  const end = at + match[0].length
  const dotted = short && text[end] === '.'
  const day: Day = { kind: 'weekday', weekday, next: Boolean(match[1] ?? match[3]) }
  return { day, doubtful: short && !dotted, end: dotted ? end + 1 : end }
}

/**
 * `Monday 24` names a day of a month that it does not name, and `Monday week` another Monday: the weekday alone would be
 * the wrong day.
 */
export function namesAnotherDay(text: string, at: number, { patterns }: Vocabulary): boolean {
  const shifter = matchAt(patterns.laterWeek, text, at)
  if (shifter && endsToken(text, at + shifter[0].length)) return true
  if (text[at] !== ' ') return false
  const from = at + 1 + (matchAt(patterns.dateArticle, text, at + 1)?.[0].length ?? 0)
  const number = matchAt(BARE_DAY, text, from)
  const end = from + (number?.[0].length ?? 0)
  return number !== null && (end === text.length || /[,;!?)]/u.test(text.charAt(end)))
}

/** `1/2 day`, `March 5 days`: the number counts what follows, so it is no day of a month. */
function countsUnits(text: string, at: number, unit: RegExp): boolean {
  const match = matchAt(unit, text, at)
  return match !== null && endsToken(text, at + match[0].length)
}

function monthDay(month: string | undefined, day: string | undefined): MonthDay {
  return { month: Number(month), day: Number(day) }
}

function calendar(year: string | undefined, orders: readonly MonthDay[], end: number, doubtful = false): BareDate {
  const wholeYear = year === undefined ? null : Number(year) + (year.length === 2 ? 2_000 : 0)
  return { day: { kind: 'calendar', year: wholeYear, orders }, doubtful, end }
}
