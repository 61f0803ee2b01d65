export type Unit = 'week' | 'day' | 'hour' | 'minute'
export type ClockWord = 'noon' | 'midnight' | 'endOfDay'

/**
 * A language as the grammar needs it. Words are in lower case and hold letters, blanks and straight
 * apostrophes only; a word that is often typed without its accents stands here in both forms.
 */
export interface Language {
  readonly units: Readonly<Record<Unit, readonly string[]>>
  /** Between two parts of a duration. */
  readonly and: readonly string[]
  readonly leadIns: {
    /** Count directly after the status name. */
    readonly atStart: readonly string[]
    /** Count there and anywhere later. */
    readonly anywhere: readonly string[]
    /** Count there, and later after punctuation. */
    readonly afterPunctuation: readonly string[]
  }
  /** Between a date and a clock, besides a blank, a comma and `@`. */
  readonly clockJoiners: readonly string[]
  /** Between the two ends of a range. */
  readonly rangeWords: readonly string[]
  readonly clockWords: Readonly<Record<ClockWord, readonly string[]>>
  /** Make a clock of the number before them (`9 Uhr`). */
  readonly clockMarks: readonly string[]
  /** Unit words that make a clock of a number, but only after a date or one of these lead-ins (`à 14h`). */
  readonly hourMarks: { readonly words: readonly string[]; readonly after: readonly string[] }
  readonly today: readonly string[]
  readonly tomorrow: readonly string[]
  /** Monday first. */
  readonly weekdays: readonly (readonly string[])[]
  /** Monday first. Short names are common words, so they count in fewer places than the full ones. */
  readonly shortWeekdays: readonly (readonly string[])[]
  readonly next: { readonly before: readonly string[]; readonly after: readonly string[] }
  /** January first. */
  readonly months: readonly (readonly string[])[]
  /** Month words that are common words as well, and so count in fewer places. */
  readonly doubtfulMonths: readonly string[]
  /** Directly after the number of a day. */
  readonly ordinals: readonly string[]
  /** Between day, month and year (`5 de mayo de 2015`). */
  readonly of: readonly string[]
}
