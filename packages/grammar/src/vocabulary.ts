import { english } from './languages/english.ts'
import { french } from './languages/french.ts'
import { german } from './languages/german.ts'
import type { ClockWord, Language, Unit } from './languages/language.ts'
import { spanish } from './languages/spanish.ts'

/** The words of a locale, compiled. Patterns are sticky unless they say otherwise, and match folded text. */
export interface Vocabulary {
  readonly language: string
  /** Whether `5/6` puts the month first. */
  readonly monthFirst: boolean
  /** Hours are counted to twelve (`hour12` of Intl), so that `3:00` alone is the afternoon. */
  readonly twelveHours: boolean
  readonly patterns: {
    /** 1 whole number, 2 decimals, 3 unit. */
    readonly duration: RegExp
    readonly and: RegExp
    readonly unit: RegExp
    readonly leadIn: RegExp
    /** Global: the lead-ins that count later in the text. */
    readonly laterLeadIn: RegExp
    readonly clockJoiner: RegExp
    readonly rangeGap: RegExp
    readonly rangeSign: RegExp
    readonly clockWord: RegExp
    /** 1 hour, 2 minute; as the next. */
    readonly markedClock: RegExp | null
    readonly hourMarkedClock: RegExp | null
    readonly dayWord: RegExp
    /** 1 next, 2 weekday, 3 next. */
    readonly weekday: RegExp
    /** 1 month, 2 day, 3 year. */
    readonly monthDay: RegExp
    /** 1 day, 2 month, 3 year. */
    readonly dayMonth: RegExp
  }
  readonly units: ReadonlyMap<string, Unit>
  readonly clockWords: ReadonlyMap<string, ClockWord>
  /** Days from today. */
  readonly dayWords: ReadonlyMap<string, number>
  /** 1 is Monday. */
  readonly weekdays: ReadonlyMap<string, number>
  readonly shortWeekdays: ReadonlySet<string>
  readonly months: ReadonlyMap<string, number>
  readonly doubtfulMonths: ReadonlySet<string>
  readonly anywhere: ReadonlySet<string>
  readonly hourMarksAfter: ReadonlySet<string>
}

const LANGUAGES: Readonly<Record<string, Language>> = { de: german, fr: french, es: spanish }

/** Locales come from people's settings, so there are few; a caller that makes them up must not fill the memory. */
const MOST_CACHED = 500
const cached = new Map<string, Vocabulary>()

/** English, and the locale's language where we know it. A locale that is no BCP 47 tag reads as en-US. */
export function vocabularyFor(locale: string): Vocabulary {
  const known = cached.get(locale)
  if (known) return known
  if (cached.size >= MOST_CACHED) cached.clear()
  const vocabulary = compile(conventionsOf(locale))
  cached.set(locale, vocabulary)
  return vocabulary
}

interface Conventions {
  readonly language: string
  readonly monthFirst: boolean
  readonly twelveHours: boolean
  readonly commaIsDecimal: boolean
}

function conventionsOf(locale: string): Conventions {
  try {
    const order = new Intl.DateTimeFormat(locale, { month: 'numeric', day: 'numeric' })
      .formatToParts(0)
      .map((part) => part.type)
    return {
      language: new Intl.Locale(locale).language,
      monthFirst: order.indexOf('month') < order.indexOf('day'),
      twelveHours: new Intl.DateTimeFormat(locale, { hour: 'numeric' }).resolvedOptions().hour12 === true,
      commaIsDecimal: new Intl.NumberFormat(locale).format(0.5).includes(','),
    }
  } catch {
    return conventionsOf('en-US') // a RangeError is all that Intl throws, and a typo in a profile must not stop a mail
  }
}

function compile({ language, monthFirst, twelveHours, commaIsDecimal }: Conventions): Vocabulary {
  const own = LANGUAGES[language]
  const all = own ? [english, own] : [english]
  const units = mapWords(all, (each) => Object.entries(each.units) as [Unit, readonly string[]][])
  const clockWords = mapWords(all, (each) => Object.entries(each.clockWords) as [ClockWord, readonly string[]][])
  const dayWords = mapWords(all, (each) => [
    [0, each.today],
    [1, each.tomorrow],
  ])
  const fullWeekdays = mapWords(all, (each) => each.weekdays.map((words, index) => [index + 1, words]))
  const shortWeekdays = mapWords(all, (each) => each.shortWeekdays.map((words, index) => [index + 1, words]))
  const weekdays = new Map([...fullWeekdays, ...shortWeekdays])
  const months = mapWords(all, (each) => each.months.map((words, index) => [index + 1, words]))
  const from = (pick: (each: Language) => readonly string[]): string => oneOf(all.flatMap(pick))

  const anywhere = all.flatMap((each) => each.leadIns.anywhere)
  const later = [...anywhere, ...all.flatMap((each) => each.leadIns.afterPunctuation)]
  const decimalSign = commaIsDecimal ? '[.,]' : '\\.'
  const year = `(?:,? (?:${from((each) => each.of)} )?((?:19|20)\\d\\d)(?!\\d))?`
  const nextAfter = all.flatMap((each) => each.next.after)
  const hourMarks = all.flatMap((each) => each.hourMarks.words)
  const clockMarks = all.flatMap((each) => each.clockMarks)
  return {
    language,
    monthFirst,
    twelveHours,
    patterns: {
      duration: sticky(`(\\d{1,6})(?:${decimalSign}(\\d{1,3}))? ?(${oneOf(units.keys())})`),
      and: sticky(` (?:${from((each) => each.and)}) `),
      unit: sticky(` ?(?:${oneOf(units.keys())})`),
      leadIn: sticky(`(?:(@) ?|(${oneOf([...later, ...all.flatMap((each) => each.leadIns.atStart)])}) )`),
      laterLeadIn: new RegExp(`(${oneOf(later)}) `, 'gu'),
      clockJoiner: sticky(`(?: ?, ?| )?@ ?|(?: ?, ?| )(?:(?:${from((each) => each.clockJoiners)}) )?`),
      rangeGap: sticky(` ?[-–—] ?| (?:${from((each) => each.rangeWords)}) `),
      rangeSign: new RegExp(`[-–—]| (?:${from((each) => each.rangeWords)}) `, 'u'),
      clockWord: sticky(`(${oneOf(clockWords.keys())})`),
      markedClock:
        clockMarks.length > 0
          ? sticky(`(\\d{1,2})(?:[:.](\\d\\d))? ?(?:${oneOf(clockMarks)})(?: (\\d\\d)(?!\\d))?`)
          : null,
      hourMarkedClock: hourMarks.length > 0 ? sticky(`(\\d{1,2}) ?(?:${oneOf(hourMarks)})(\\d\\d)?`) : null,
      dayWord: sticky(`(${oneOf(dayWords.keys())})`),
      weekday: sticky(
        `(?:(${from((each) => each.next.before)}) )?(${oneOf(weekdays.keys())})${nextAfter.length > 0 ? `(?: (${oneOf(nextAfter)}))?` : '()'}`,
      ),
      monthDay: sticky(
        `(${oneOf(months.keys())})\\.? (\\d{1,2})(?:${from((each) => each.ordinals)})?(?![\\p{L}\\d]|:\\d)${year}`,
      ),
      dayMonth: sticky(
        `(\\d{1,2})(?:\\. ?|(?:${from((each) => each.ordinals)})? )(?:(?:${from((each) => each.of)}) )?(${oneOf(months.keys())})\\.?${year}`,
      ),
    },
    units,
    clockWords,
    dayWords,
    weekdays,
    shortWeekdays: new Set(shortWeekdays.keys()),
    months,
    doubtfulMonths: new Set(all.flatMap((each) => each.doubtfulMonths)),
    anywhere: new Set(anywhere),
    hourMarksAfter: new Set(all.flatMap((each) => each.hourMarks.after)),
  }
}

/** The words of all languages with their meanings. */
function mapWords<Meaning>(
  all: readonly Language[],
  pick: (each: Language) => [Meaning, readonly string[]][],
): Map<string, Meaning> {
  return new Map(
    all.flatMap((each) => pick(each).flatMap(([meaning, words]) => words.map((word) => [word, meaning] as const))),
  )
}

/** Longest first: a pattern takes the first alternative that fits, and `min` begins `minutes`. */
function oneOf(words: Iterable<string>): string {
  return [...words].toSorted((a, b) => b.length - a.length).join('|')
}

function sticky(source: string): RegExp {
  return new RegExp(source, 'uy')
}
