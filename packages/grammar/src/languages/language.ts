export type Unit = 'week' | 'day' | 'hour' | 'minute'
export type ClockWord = 'noon' | 'halfPastNoon' | 'midnight' | 'halfPastMidnight' | 'endOfDay'
export type PartOfDay = 'morning' | 'afternoon' | 'evening' | 'night'

/**
 * A language as the grammar needs it. Words are in lower case and hold letters, blanks, hyphens, full stops and straight
 * apostrophes only; a word that is often typed without its accents stands here in both forms.
 */
export interface Language {
  readonly units: Readonly<Record<Unit, readonly string[]>>
  /** Between two parts of a duration, and between two days. */
  readonly and: readonly string[]
  /** `one` to `twelve` in every gender, before units. */
  readonly numbers: readonly (readonly string[])[]
  /** One hour, day or week; before a smaller unit it makes an idiom. */
  readonly articles: readonly string[]
  /** Half of an hour: before the unit, behind it, and one and a half before it. */
  readonly half: {
    readonly before: readonly string[]
    readonly behind: readonly string[]
    readonly oneAndAHalf: readonly string[]
    /** Behind a number and before the unit (`2 and a half hours`). */
    readonly between: readonly string[]
  }
  /** Time words that say nothing exact (`a minute`, `a moment`): never a due. */
  readonly idioms: readonly string[]
  readonly leadIns: {
    /** Count directly after the status name. */
    readonly atStart: readonly string[]
    /** Count there and anywhere later. */
    readonly anywhere: readonly string[]
    /** Count there, and later after punctuation. */
    readonly afterPunctuation: readonly string[]
    /** All of the above behind which a bare hour is a clock (`until 3`). */
    readonly beforeBareHour: readonly string[]
    /** Besides those, the ones behind which `14h` is a clock and no duration (`à 14h`). */
    readonly beforeMarkedHour: readonly string[]
    /** Makes a day the last one away, as `inclusive` does. */
    readonly through: readonly string[]
    /** Stand behind the due, without a blank. */
    readonly behind: readonly string[]
  }
  /** Before a lead-in that counts anywhere, they make text of it (`call back by 5pm`). */
  readonly callWords: readonly string[]
  /** Before a clock: the time is not exact. */
  readonly approximators: readonly string[]
  /** Behind or before a day: the last one away. */
  readonly inclusive: readonly string[]
  /** Between a date and a clock, besides a blank, a comma and `@`. */
  readonly clockJoiners: readonly string[]
  /** Between the two ends of a range. */
  readonly rangeWords: readonly string[]
  /** Before a range, or before the day on which an absence begins. */
  readonly rangeOpeners: readonly string[]
  readonly clockWords: Readonly<Record<ClockWord, readonly string[]>>
  /** Make a clock of the number before them (`9 Uhr`). */
  readonly clockMarks: readonly string[]
  /** Unit words that make a clock of a number behind a date or a lead-in (`à 14h`). */
  readonly hourMarks: readonly string[]
  /** Whether such an hour from 13 up is a clock with nothing before it. */
  readonly hourMarksAlone: boolean
  /** Whether people write `15.30` for a clock and `24.8` for a date. */
  readonly dotted: boolean
  readonly today: readonly string[]
  readonly tomorrow: readonly string[]
  readonly dayAfterTomorrow: readonly string[]
  /** Behind a day, or behind a clock to tell its half of the day. */
  readonly partsOfDay: Readonly<Record<PartOfDay, readonly string[]>>
  /** Parts of today in words of their own. */
  readonly partsOfToday: Readonly<Record<PartOfDay, readonly string[]>>
  /** Monday first. */
  readonly weekdays: readonly (readonly string[])[]
  /** Monday first. Short names are common words, so they count in fewer places than the full ones. */
  readonly shortWeekdays: readonly (readonly string[])[]
  /** Behind or before a weekday: the next week's; `nearest` only points at the weekday. */
  readonly next: {
    readonly before: readonly string[]
    readonly after: readonly string[]
    readonly nearest: readonly string[]
  }
  /** Behind a weekday: a later one (`Monday week`), which is not read. */
  readonly laterWeek: readonly string[]
  /** Behind a due: it looks back (`2 days ago`) or names a beginning (`3pm onwards`). */
  readonly notAhead: readonly string[]
  /** January first. */
  readonly months: readonly (readonly string[])[]
  /** Month words that are common words as well, and so count in fewer places. */
  readonly doubtfulMonths: readonly string[]
  /** Directly after the number of a day. */
  readonly ordinals: readonly string[]
  /** Between day, month and year (`5 de mayo de 2015`). */
  readonly of: readonly string[]
  /** Before a date (`Monday the 24th of August`). */
  readonly dateArticles: readonly string[]
  /** Words that begin sentences: as aliases they name a status only before the end, punctuation or a due. */
  readonly sentenceWords: readonly string[]
  /** No reading of the second reader begins with one of these. */
  readonly vetoed: readonly string[]
  /** A reading of the second reader that holds one of these looks back. */
  readonly lookingBack: readonly string[]
}

/** A language in whose dates the second reader takes a part: what ranges, weekdays and durations need is ours. */
export type LeanLanguage = Omit<Language, keyof typeof NOTHING>

const NOTHING = {
  idioms: [],
  callWords: [],
  approximators: [],
  inclusive: [],
  clockWords: { noon: [], halfPastNoon: [], midnight: [], halfPastMidnight: [], endOfDay: [] },
  partsOfDay: { morning: [], afternoon: [], evening: [], night: [] },
  shortWeekdays: [],
  next: { before: [], after: [], nearest: [] },
  laterWeek: [],
  doubtfulMonths: [],
  ordinals: [],
} satisfies Partial<Language>

/** A lean language has no words for the rest: it leaves that to the second reader. */
export function leanLanguage(own: LeanLanguage): Language {
  return { ...NOTHING, ...own }
}
