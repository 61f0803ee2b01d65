import { dutch } from './languages/dutch.ts'
import { english } from './languages/english.ts'
import { french } from './languages/french.ts'
import { german } from './languages/german.ts'
import { italian } from './languages/italian.ts'
import { japanese } from './languages/japanese.ts'
import type { Language } from './languages/language.ts'
import { portuguese } from './languages/portuguese.ts'
import { spanish } from './languages/spanish.ts'
import { meaningsOf, oneOf, timeWordPattern, type WordMeanings } from './word-meanings.ts'

/** The words of a locale, compiled. Patterns are sticky unless they say otherwise, and match folded text. */
export interface Vocabulary extends WordMeanings {
  readonly language: string
  /** Whether `5/6` puts the month first. */
  readonly monthFirst: boolean
  /** Hours are counted to twelve (`hour12` of Intl), so that `3:00` alone is the afternoon. */
  readonly twelveHours: boolean
  /** `15.30` alone is a clock and `24.8` a date. */
  readonly dotted: boolean
  /** `14h` is a clock with nothing before it. */
  readonly hourMarksAlone: boolean
  readonly patterns: {
    /** 1 whole number, 2 decimals, 3 number word, 4 unit. */
    readonly duration: RegExp
    /** 1 number, 2 number word; an hour and half an hour. */
    readonly halfHours: RegExp
    readonly halfHour: RegExp
    readonly oneAndAHalfHours: RegExp
    readonly andAHalf: RegExp
    readonly and: RegExp
    readonly unit: RegExp
    /** Half of something that has no exact half (`half a day`), and `a minute`. */
    readonly idiom: RegExp
    readonly leadIn: RegExp
    /** Global: the lead-ins that count later in the text. */
    readonly laterLeadIn: RegExp
    readonly leadInBehind: RegExp
    readonly approximator: RegExp
    readonly inclusiveBefore: RegExp
    readonly inclusiveBehind: RegExp
    readonly callWord: RegExp
    readonly clockJoiner: RegExp
    /** 1 the words, between a date and a clock (`tomorrow until 3`). */
    readonly clockLeadIn: RegExp
    readonly rangeGap: RegExp
    readonly rangeOpener: RegExp
    /** Not sticky: whether the text can hold a range at all. */
    readonly rangeSign: RegExp
    readonly dayList: RegExp
    readonly clockWord: RegExp
    /** 1 hour, 2 minute; as the next. */
    readonly markedClock: RegExp
    readonly hourMarkedClock: RegExp
    readonly dayWord: RegExp
    readonly partOfDay: RegExp
    readonly partOfToday: RegExp
    /** 1 next, 2 weekday, 3 next. */
    readonly weekday: RegExp
    /** Behind a weekday: it is a later one. */
    readonly laterWeek: RegExp
    /** Behind a due: it is none. */
    readonly notAhead: RegExp
    readonly dateArticle: RegExp
    /** 1 month, 2 day, 3 year. */
    readonly monthDay: RegExp
    /** 1 day, 2 month, 3 year. */
    readonly dayMonth: RegExp
    readonly vetoed: RegExp
    readonly lookingBack: RegExp
    /** Not sticky: a clock, a day or a unit word. */
    readonly timeWord: RegExp
  }
  readonly anywhere: ReadonlySet<string>
  readonly through: ReadonlySet<string>
  readonly rangeWords: ReadonlySet<string>
  readonly beforeBareHour: ReadonlySet<string>
  readonly beforeMarkedHour: ReadonlySet<string>
  readonly sentenceWords: ReadonlySet<string>
}

const LANGUAGES: Readonly<Record<string, Language>> = {
  de: german,
  es: spanish,
  fr: french,
  it: italian,
  ja: japanese,
  nl: dutch,
  pt: portuguese,
}

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
  const words = meaningsOf(all)
  const from = (pick: (each: Language) => readonly string[]): string => oneOf(all.flatMap(pick))
  const setOf = (pick: (each: Language) => readonly string[]): Set<string> => new Set(all.flatMap(pick))

  const anywhere = setOf(({ leadIns }) => leadIns.anywhere)
  const later = [...anywhere, ...all.flatMap(({ leadIns }) => leadIns.afterPunctuation)]
  const decimalSign = commaIsDecimal ? '[.,]' : '\\.'
  const year = `(?:,? (?:${from(({ of }) => of)} )?((?:19|20)\\d\\d)(?!\\d))?`
  const ordinals = from((each) => each.ordinals)
  const units = oneOf(words.units.keys())
  const hours = from((each) => each.units.hour)
  const numbers = oneOf(words.numbers.keys())
  const halves = from(({ half }) => half.before)
  const halfBehind = from(({ half }) => half.behind)
  const rangeWords = from((each) => each.rangeWords)
  const joinerWords = all.flatMap((each) => each.clockJoiners)
  const joiners = oneOf(joinerWords)
  const beforeBareHour = setOf(({ leadIns }) => leadIns.beforeBareHour)
  const parts = oneOf(words.partsOfDay.keys())
  return {
    language,
    monthFirst,
    twelveHours,
    dotted: own?.dotted ?? false,
    hourMarksAlone: own?.hourMarksAlone ?? false,
    patterns: {
      duration: sticky(`(?:(\\d{1,6})(?:${decimalSign}(\\d{1,3}))? ?|(${numbers}) )(${units})`),
      halfHours: sticky(
        `(?:(\\d{1,3})|(${numbers})) ?(?:${from(({ half }) => half.between)}|1/2) ?(?:${hours})|(?:(\\d{1,3}) ?|(${numbers}) )(?:${hours}) (?:${halfBehind})`,
      ),
      halfHour: sticky(
        `(?:(?:${halves}|1/2) ?|(?:${from(({ half }) => half.before.filter((w) => w.endsWith('-')))}))(?:${hours})`,
      ),
      oneAndAHalfHours: sticky(
        `(?:${from(({ half }) => half.oneAndAHalf)}) ?(?:${hours})|(?:${hours}) (?:${halfBehind})`,
      ),
      andAHalf: sticky(` (?:${halfBehind})`),
      and: sticky(` (?:${from((each) => each.and)}) `),
      unit: sticky(` ?(?:${units})`),
      idiom: sticky(`(?:${from((each) => each.idioms)}|(?:${halves}|1/2) ?(?:${units}))`),
      leadIn: sticky(`(?:(@) ?|(${oneOf([...later, ...all.flatMap(({ leadIns }) => leadIns.atStart)])}) )`),
      laterLeadIn: new RegExp(`(${oneOf(later)}) `, 'gu'),
      leadInBehind: sticky(`(?:${from(({ leadIns }) => leadIns.behind)})`),
      approximator: sticky(`(?:${from((each) => each.approximators)})(?:(?<=[~.]) ?| )`),
      inclusiveBefore: sticky(`(?:${from((each) => each.inclusive)}) `),
      inclusiveBehind: sticky(`,? \\(?(?:${from((each) => each.inclusive)})\\)?`),
      callWord: new RegExp(`(?:^|[^\\p{L}\\p{N}])(?:${from((each) => each.callWords)}) ?$`, 'u'),
      clockJoiner: sticky(`(?: ?, ?| )?@ ?|(?: ?, ?| )(?:(?:${joiners}) )?`),
      clockLeadIn: sticky(`(?: ?, ?| )(${oneOf([...joinerWords, ...beforeBareHour])}) `),
      rangeGap: sticky(` ?[-–—] ?| (?:${rangeWords}) `),
      rangeOpener: sticky(`(?:${from((each) => each.rangeOpeners)}) `),
      rangeSign: new RegExp(
        `[-–—&/,]| (?:${oneOf([...all.flatMap((each) => [...each.rangeWords, ...each.and])])}) `,
        'u',
      ),
      dayList: sticky(` ?[&/+] ?| (?:${from((each) => each.and)}) |(, ?)`),
      clockWord: sticky(`(${oneOf(words.clockWords.keys())})`),
      markedClock: sticky(`(\\d{1,2})(?:[:.](\\d\\d))? ?(?:${from((each) => each.clockMarks)})(?: (\\d\\d)(?!\\d))?`),
      hourMarkedClock: sticky(
        `(\\d{1,2})(?:[:.](\\d\\d))? ?(?:${from((each) => each.hourMarks)})(?: ?(\\d\\d)(?!\\d))?`,
      ),
      dayWord: sticky(`(${oneOf(words.dayWords.keys())})`),
      partOfDay: sticky(` (${parts})`),
      partOfToday: sticky(`(${oneOf(words.partsOfToday.keys())})`),
      weekday: sticky(
        `(?:(?:(${from(({ next }) => next.before)})|(?:${from(({ next }) => next.nearest)})) )?(${oneOf(words.weekdays.keys())})(?: (${from(({ next }) => next.after)})(?![\\p{L}\\d]))?`,
      ),
      laterWeek: sticky(` (?:${from((each) => each.laterWeek)})`),
      notAhead: sticky(` ?(?:${from((each) => each.notAhead)})(?![\\p{L}\\d])`),
      dateArticle: sticky(`(?:${from((each) => each.dateArticles)}) `),
      monthDay: sticky(`(${oneOf(words.months.keys())})\\.? (\\d{1,2})(?:${ordinals})?(?![\\p{L}\\d]|:\\d)${year}`),
      dayMonth: sticky(
        `(\\d{1,2})(?:\\. ?|(?:${ordinals})? )(?:(?:${from(({ of }) => of)}) )?(${oneOf(words.months.keys())})\\.?${year}`,
      ),
      vetoed: sticky(`(?:${from((each) => each.vetoed)})(?![\\p{L}\\d])`),
      lookingBack: new RegExp(`(?<![\\p{L}\\d])(?:${from((each) => each.lookingBack)})(?![\\p{L}\\d])`, 'u'),
      timeWord: timeWordPattern(all, words),
    },
    ...words,
    anywhere,
    through: setOf(({ leadIns }) => leadIns.through),
    rangeWords: setOf((each) => each.rangeWords),
    beforeBareHour,
    beforeMarkedHour: setOf(({ leadIns }) => [...leadIns.beforeBareHour, ...leadIns.beforeMarkedHour]),
    sentenceWords: setOf((each) => each.sentenceWords),
  }
}

function sticky(source: string): RegExp {
  return new RegExp(source, 'uy')
}
