import type { ClockWord, Language, PartOfDay, Unit } from './languages/language.ts'

/** The words of some languages with their meanings. */
export interface WordMeanings {
  readonly units: ReadonlyMap<string, Unit>
  readonly numbers: ReadonlyMap<string, number>
  readonly clockWords: ReadonlyMap<string, ClockWord>
  /** Days from today. */
  readonly dayWords: ReadonlyMap<string, number>
  readonly partsOfDay: ReadonlyMap<string, PartOfDay>
  readonly partsOfToday: ReadonlyMap<string, PartOfDay>
  /** 1 is Monday. */
  readonly weekdays: ReadonlyMap<string, number>
  readonly shortWeekdays: ReadonlySet<string>
  readonly months: ReadonlyMap<string, number>
  readonly doubtfulMonths: ReadonlySet<string>
}

export function meaningsOf(all: readonly Language[]): WordMeanings {
  const shortWeekdays = mapWords(all, (each) => each.shortWeekdays.map((words, index) => [index + 1, words]))
  return {
    units: mapWords(all, (each) => entriesOf(each.units)),
    numbers: mapWords(all, (each) => [
      ...each.numbers.map((words, index) => [index + 1, words] as [number, readonly string[]]),
      [1, each.articles],
    ]),
    clockWords: mapWords(all, (each) => entriesOf(each.clockWords)),
    dayWords: mapWords(all, (each) => [
      [0, each.today],
      [1, each.tomorrow],
      [2, each.dayAfterTomorrow],
    ]),
    partsOfDay: mapWords(all, (each) => entriesOf(each.partsOfDay)),
    partsOfToday: mapWords(all, (each) => entriesOf(each.partsOfToday)),
    weekdays: new Map([
      ...mapWords(all, (each) => each.weekdays.map((words, index) => [index + 1, words])),
      ...shortWeekdays,
    ]),
    shortWeekdays: new Set(shortWeekdays.keys()),
    months: mapWords(all, (each) => each.months.map((words, index) => [index + 1, words])),
    doubtfulMonths: new Set(all.flatMap((each) => each.doubtfulMonths)),
  }
}

/** Short units and short day names are left out: `m`, `d` and `sun` are no times on their own. */
const SHORTEST_TIME_WORD = 3

export function timeWordPattern(all: readonly Language[], words: WordMeanings): RegExp {
  const long = [
    ...words.units.keys(),
    ...words.dayWords.keys(),
    ...words.partsOfToday.keys(),
    ...words.clockWords.keys(),
    ...all.flatMap((each) => each.weekdays.flat()),
  ].filter((word) => word.length >= SHORTEST_TIME_WORD)
  const counted = oneOf(words.units.keys())
  const marks = oneOf(all.flatMap((each) => each.clockMarks))
  return new RegExp(
    `(?<![\\p{L}\\d])(?:${oneOf(long)}|\\d{1,2}:\\d\\d|\\d{1,4}(?:[:.]\\d\\d)? ?(?:am|pm|a\\.m|p\\.m|${marks}|${counted}))(?![\\p{L}\\d])`,
    'u',
  )
}

function entriesOf<Key extends string>(words: Readonly<Record<Key, readonly string[]>>): [Key, readonly string[]][] {
  return Object.entries(words) as [Key, readonly string[]][]
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

/** Longest first: a pattern takes the first alternative that fits, and `min` begins `minutes`. Without words, nothing fits. */
export function oneOf(words: Iterable<string>): string {
  const all = [...new Set(words)].toSorted((a, b) => b.length - a.length)
  return all.length === 0 ? '(?!)' : all.map((word) => word.replaceAll(/[.+/]/gu, String.raw`\$&`)).join('|')
}
