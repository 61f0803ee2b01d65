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
const HALF_HOUR = SECONDS.hour / 2
const PART_GAP = /, ?| /uy
const BARE_MINUTES = / ?([0-5]\d)(?![\p{L}\d])(?!:\d)/uy // `1h30`, `1 hr 30`

/**
 * Rule G7: `30m`, `1h30`, `1 hour and 30 minutes`, `half an hour`, `two hours and a half`, `1d 2h`. Parts add up from the
 * largest unit to the smallest, each once, so a second duration after the first is left alone. Ends at the last part that
 * is a whole token.
 */
export function readDuration(text: string, from: number, context: PhraseContext): Duration | null {
  const halves = readHalves(text, from, context)
  if (halves) return halves
  const { ends, vocabulary } = context
  const { patterns, units, numbers } = vocabulary
  const idiom = matchAt(patterns.idiom, text, from)
  if (idiom && ends(text, from + idiom[0].length)) return null
  let days = 0
  let seconds = 0
  let zeroDays = false
  let whole: Duration | null = null
  let rank = Infinity
  let at = from
  for (;;) {
    const part = matchAt(patterns.duration, text, at)
    const unit = units.get(part?.[4] ?? '')
    if (!part || !unit || RANK[unit] >= rank) return whole
    rank = RANK[unit]
    const amount = part[3] === undefined ? Number(`${part[1]}.${part[2] ?? 0}`) : (numbers.get(part[3]) ?? 0)
    if (unit === 'hour' || unit === 'minute') {
      seconds += Math.round(amount * SECONDS[unit])
    } else {
      if (part[2] !== undefined) return whole
      days += unit === 'week' ? 7 * amount : amount
      zeroDays ||= amount === 0
    }
    at += part[0].length
    if (ends(text, at)) whole = { days, seconds, zeroDays, end: at }
    const minutes = unit === 'hour' && part[2] === undefined ? matchAt(BARE_MINUTES, text, at) : null
    const minutesEnd = at + (minutes?.[0].length ?? 0)
    if (minutes && ends(text, minutesEnd) && !countsUnits(text, minutesEnd, context))
      return { days, seconds: seconds + Number(minutes[1]) * SECONDS.minute, zeroDays, end: minutesEnd }
    const half = unit === 'hour' ? matchAt(patterns.andAHalf, text, at) : null
    if (half && ends(text, at + half[0].length))
      return { days, seconds: seconds + HALF_HOUR, zeroDays, end: at + half[0].length }
    const gap = matchAt(patterns.and, text, at) ?? matchAt(PART_GAP, text, at)
    at += gap?.[0].length ?? 0
  }
}

/** Halves count with hours alone: half a day is nobody's clock. */
function readHalves(text: string, from: number, { vocabulary, ends }: PhraseContext): Duration | null {
  const { patterns, numbers } = vocabulary
  const several = matchAt(patterns.halfHours, text, from)
  const count = several && Number(several[1] ?? several[3] ?? numbers.get(several[2] ?? several[4] ?? ''))
  const known = several ?? matchAt(patterns.oneAndAHalfHours, text, from) ?? matchAt(patterns.halfHour, text, from)
  if (!known || !ends(text, from + known[0].length)) return null
  const hours = count ?? (matchAt(patterns.oneAndAHalfHours, text, from) ? 1 : 0)
  return { days: 0, seconds: hours * SECONDS.hour + HALF_HOUR, zeroDays: false, end: from + known[0].length }
}

function countsUnits(text: string, at: number, { vocabulary, ends }: PhraseContext): boolean {
  const unit = matchAt(vocabulary.patterns.unit, text, at)
  return unit !== null && ends(text, at + unit[0].length)
}
