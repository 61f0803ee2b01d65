import { type Day, matchAt, type MonthDay, type PhraseContext } from './due-phrase.ts'
import { endsToken } from './token-end.ts'
import type { Vocabulary } from './vocabulary.ts'

export interface ReadDate {
  readonly day: Day
  /** The word is a common one as well, so that it needs more than itself to be a date. */
  readonly doubtful: boolean
  readonly end: number
}

const YEAR_FIRST = /(\d{4})(?:-(\d\d)-(\d\d)|\/(\d{1,2})\/(\d{1,2}))(?!\d)/uy
const SLASHED = /(\d{1,2})\/(\d{1,2})(?:\/(\d{4}|\d\d))?(?!\d)/uy
const HYPHENATED = /(\d{1,2})-(\d{1,2})-(\d{4})(?!\d)/uy // without its year, `8-16` is a range
const DOTTED = /(\d{1,2})\.(\d{1,2})\.(?:(\d{4})\.?)?(?!\d)/uy
const DOTTED_SHORT_YEAR = /(\d\d)\.(\d\d)\.(\d\d)(?!\d)/uy // two digits each: `1.2.10` is a version

/** Rule G9 without the clock. Whether the date ends a token is the caller's question: a clock may follow it. */
export function readDate(text: string, at: number, { vocabulary }: PhraseContext): ReadDate | null {
  return (
    readNumericDate(text, at, vocabulary) ?? readMonthDate(text, at, vocabulary) ?? readNamedDay(text, at, vocabulary)
  )
}

function readNumericDate(text: string, at: number, { monthFirst, patterns }: Vocabulary): ReadDate | null {
  const yearFirst = matchAt(YEAR_FIRST, text, at)
  if (yearFirst) {
    const [all, year, month, day, slashedMonth, slashedDay] = yearFirst
    return calendar(year, [monthDay(month ?? slashedMonth, day ?? slashedDay)], at + all.length)
  }
  const dotted = matchAt(DOTTED, text, at) ?? matchAt(DOTTED_SHORT_YEAR, text, at)
  if (dotted) return calendar(dotted[3], [monthDay(dotted[2], dotted[1])], at + dotted[0].length)

  const numeric = matchAt(SLASHED, text, at) ?? matchAt(HYPHENATED, text, at)
  if (!numeric) return null
  const [all, first, second, year] = numeric
  if (countsUnits(text, at + all.length, patterns.unit)) return null
  const orders = [monthDay(first, second), monthDay(second, first)]
  return calendar(year, monthFirst ? orders : orders.toReversed(), at + all.length)
}

function readMonthDate(text: string, at: number, { patterns, months, doubtfulMonths }: Vocabulary): ReadDate | null {
  const dayMonth = matchAt(patterns.dayMonth, text, at)
  const match = dayMonth ?? matchAt(patterns.monthDay, text, at)
  if (!match) return null
  const [all, first, second, year] = match
  const [word = '', day] = dayMonth ? [second, first] : [first, second]
  const end = at + all.length
  if (!dayMonth && year === undefined && countsUnits(text, end, patterns.unit)) return null
  const orders = [{ month: months.get(word) ?? 0, day: Number(day) }]
  return calendar(year, orders, end, year === undefined && doubtfulMonths.has(word))
}

function readNamedDay(text: string, at: number, vocabulary: Vocabulary): ReadDate | null {
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

/** `1/2 day`, `March 5 days`: the number counts what follows, so it is no day of a month. */
function countsUnits(text: string, at: number, unit: RegExp): boolean {
  const match = matchAt(unit, text, at)
  return match !== null && endsToken(text, at + match[0].length)
}

function monthDay(month: string | undefined, day: string | undefined): MonthDay {
  return { month: Number(month), day: Number(day) }
}

function calendar(year: string | undefined, orders: readonly MonthDay[], end: number, doubtful = false): ReadDate {
  const wholeYear = year === undefined ? null : Number(year) + (year.length === 2 ? 2_000 : 0)
  return { day: { kind: 'calendar', year: wholeYear, orders }, doubtful, end }
}
