import { matchAt, type PhraseContext } from './due-phrase.ts'
import type { Unit } from './languages/language.ts'

export interface Duration {
  /** Weeks count as seven. */
  readonly days: number
  readonly seconds: number
  /** `0d`, which is a due only together with a clock. */
  readonly zeroDays: boolean
  readonly end: number
}

const RANK: Readonly<Record<Unit, number>> = { week: 3, day: 2, hour: 1, minute: 0 }
const SECONDS = { hour: 3_600, minute: 60 }

/**
 * Rule G7: `30m`, `1h30m`, `1 hour and 30 minutes`, `1d 2h`. Parts add up from the largest unit to the smallest, each
 * once, so a second duration after the first is left alone. Ends at the last part that is a whole token.
 */
export function readDuration(text: string, from: number, { vocabulary, ends }: PhraseContext): Duration | null {
  const { patterns, units } = vocabulary
  let days = 0
  let seconds = 0
  let zeroDays = false
  let whole: Duration | null = null
  let rank = Infinity
  let at = from
  for (;;) {
    const part = matchAt(patterns.duration, text, at)
    const unit = units.get(part?.[3] ?? '')
    if (!part || !unit || RANK[unit] >= rank) return whole
    rank = RANK[unit]
    const amount = Number(`${part[1]}.${part[2] ?? 0}`)
    if (unit === 'hour' || unit === 'minute') {
      seconds += Math.round(amount * SECONDS[unit])
    } else {
      if (part[2] !== undefined) return whole
      days += unit === 'week' ? 7 * amount : amount
      zeroDays ||= amount === 0
    }
    at += part[0].length
    if (ends(text, at)) whole = { days, seconds, zeroDays, end: at }
    const and = matchAt(patterns.and, text, at)
    if (and) at += and[0].length
    else if (text[at] === ' ') at += 1
  }
}
