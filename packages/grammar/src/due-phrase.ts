import type { PartOfDay } from './languages/language.ts'
import type { Vocabulary } from './vocabulary.ts'

/** A due as it is written: which day and clock it names, before a zone or "now" makes an instant of it. */
export type DuePhrase =
  | ({ readonly kind: 'elapsed'; readonly days: number; readonly seconds: number } & PhraseEnd)
  | ({ readonly kind: 'moment'; readonly day: Day | null; readonly clock: Clock | null } & PhraseEnd)
  | ({ readonly kind: 'instant'; readonly instant: string } & PhraseEnd)

interface PhraseEnd {
  readonly end: number
  /** The day is the last one away (`through Friday`). */
  readonly inclusive?: true
  readonly approximate?: true
  /** By the second reader. */
  readonly loose?: true
}

export type Day =
  | { readonly kind: 'ahead'; readonly days: number }
  | { readonly kind: 'weekday'; readonly weekday: number; readonly next: boolean }
  /** The first that exists counts; a second is the other order of a numeric date. `weekday` is one written beside it. */
  | {
      readonly kind: 'calendar'
      readonly year: number | null
      readonly orders: readonly MonthDay[]
      readonly weekday?: number
    }

export interface MonthDay {
  readonly month: number
  readonly day: number
}

export type Clock =
  | { readonly hour: number; readonly minute: number; readonly second: number; readonly readAsPm?: true }
  | 'endOfDay'
  | PartOfDay

/** Where a phrase may end: everywhere a token does, and for one that may open a range also before a dash. */
export type TokenEnd = (text: string, at: number) => boolean

/** How the words before a phrase change what it may be. */
export interface PhraseContext {
  readonly vocabulary: Vocabulary
  readonly ends: TokenEnd
  /** A lead-in stands before it, so that a short day name is no common word. */
  readonly afterLeadIn: boolean
  /** Whether the text before makes `14h` a clock rather than a duration. */
  readonly hourMarks: boolean
  /** Whether the text before makes a clock of a bare hour. */
  readonly bareHour: boolean
  /** Whether the clock after a date may turn out to open a range; false where the text holds none. */
  readonly ranges: boolean
}

/** Runs a sticky pattern at a place. */
export function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at
  return pattern.exec(text)
}

const BLANK_AND_PUNCTUATION = / (?:[,;:.!?…–—()"“”„]|-(?![\p{L}\p{N}]))/uy

/** The end of the text, or punctuation. */
export function meetsPunctuation(text: string, at: number): boolean {
  return text[at] !== ' ' || at + 1 === text.length || matchAt(BLANK_AND_PUNCTUATION, text, at) !== null
}
