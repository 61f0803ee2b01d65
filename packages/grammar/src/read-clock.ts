import { type Clock, matchAt, type PhraseContext } from './due-phrase.ts'
import type { Vocabulary } from './vocabulary.ts'

export interface ReadClock {
  readonly clock: Clock
  readonly end: number
}

// 1 hour, 2 minute, 3 am or pm. The one-letter forms have to be glued to the number.
const NUMERIC = /(\d{1,2})(?::(\d\d))?(?: ?(am|pm|a\.m\.?|p\.m\.?)|([ap]))?(?![\p{L}\d])/uy

const WORDS = {
  noon: { hour: 12, minute: 0, second: 0 },
  midnight: { hour: 0, minute: 0, second: 0 },
  endOfDay: 'endOfDay',
} as const

/** Rule G8: a clock that ends a token. A bare number is none, and neither is a time no clock shows. */
export function readClock(text: string, at: number, { vocabulary, ends, hourMarks }: PhraseContext): ReadClock | null {
  const { patterns, clockWords } = vocabulary
  const word = matchAt(patterns.clockWord, text, at)
  const meaning = clockWords.get(word?.[1] ?? '')
  if (word && meaning) return whole(text, WORDS[meaning], at + word[0].length, ends)

  const marked =
    (patterns.markedClock && matchAt(patterns.markedClock, text, at)) ??
    (hourMarks ? matchHourMark(text, at, patterns.hourMarkedClock) : null)
  if (marked) {
    const clock = clockOf(Number(marked[1]), Number(marked[2] ?? marked[3] ?? 0))
    return clock && whole(text, clock, at + marked[0].length, ends)
  }
  const numeric = matchAt(NUMERIC, text, at)
  const half = (numeric?.[3] ?? numeric?.[4])?.[0]
  if (!numeric || (numeric[2] === undefined && half === undefined)) return null
  const clock = half === undefined ? asWritten(numeric, vocabulary) : clockOfHalfDay(numeric, half)
  return clock && whole(text, clock, at + numeric[0].length, ends)
}

function matchHourMark(text: string, at: number, pattern: RegExp | null): RegExpExecArray | null {
  return pattern && matchAt(pattern, text, at)
}

const AFTERNOON = /^[1-6]$/

/** `3:00` is the afternoon where the locale counts its hours to twelve; `03:00` is the morning everywhere. */
function asWritten(numeric: RegExpExecArray, { twelveHours }: Vocabulary): Clock | null {
  const [, hour = '', minute] = numeric
  const clock = clockOf(Number(hour), Number(minute))
  if (clock === null || clock === 'endOfDay' || !twelveHours || !AFTERNOON.test(hour)) return clock
  return { ...clock, hour: clock.hour + 12, readAsPm: true }
}

function clockOfHalfDay(numeric: RegExpExecArray, half: string): Clock | null {
  const hour = Number(numeric[1])
  return hour >= 1 && hour <= 12 ? clockOf((hour % 12) + (half === 'p' ? 12 : 0), Number(numeric[2] ?? 0)) : null
}

function clockOf(hour: number, minute: number): Clock | null {
  return hour <= 23 && minute <= 59 ? { hour, minute, second: 0 } : null
}

function whole(text: string, clock: Clock, end: number, ends: PhraseContext['ends']): ReadClock | null {
  return ends(text, end) ? { clock, end } : null
}
