import { createRequire } from 'node:module'
import type * as chrono from 'chrono-node'
import { type Clock, type DuePhrase, matchAt } from './due-phrase.ts'
import { endsToken } from './token-end.ts'
import type { Vocabulary } from './vocabulary.ts'

/**
 * Rule G12b: chrono-node reads dates in free text, and so knows phrases that no rule of ours does. It finds them anywhere
 * and completes them by guess, so that little of an answer is taken: one that begins at the anchor and ends a token,
 * and of that the certain components alone.
 */

/**
 * The longest text that is shown, in characters. Its patterns try every place of a text and go back and forth at some, so
 * the work grows faster than the text; no phrase of a day and a clock is longer.
 */
export const LONGEST_SHOWN = 48

/** Names of chrono-node's readers; of English it has two, by the order of day and month. */
const READERS = ['de', 'es', 'fr', 'it', 'ja', 'nl', 'pt'] as const
type ReaderName = (typeof READERS)[number] | 'en' | 'en-GB'

const SAYS_ELAPSED = 'result/relativeDateAndTime'

/** A due at a place, as the second reader sees it. It gets and gives the person's wall clock as if that were UTC: it knows no zones. */
export function readLoosely(
  text: string,
  at: number,
  vocabulary: Vocabulary,
  now: Temporal.ZonedDateTime,
): DuePhrase | null {
  if (matchAt(vocabulary.patterns.vetoed, text, at)) return null
  const shown = shownPart(text.slice(at))
  if (!/\p{L}/u.test(shown)) return null
  const wall = new Date(Date.UTC(now.year, now.month - 1, now.day, now.hour, now.minute, now.second))
  for (const name of readersFor(vocabulary)) {
    const [found, another] = readerOf(name).parse(shown, { instant: wall, timezone: 0 }, { forwardDate: true })
    if (found === undefined || found.index !== 0) continue
    const end = at + found.text.trimEnd().length
    if (another !== undefined && another.index < found.text.length + 2) return null // `Friday of ... Monday`: two in one
    if (!endsToken(text, end) && !endsBeforeLeadIn(text, end, vocabulary)) continue
    const phrase = phraseOf(found, end, vocabulary, wall)
    if (phrase) return phrase
  }
  return null
}

function shownPart(text: string): string {
  if (text.length <= LONGEST_SHOWN) return text
  const cut = text.slice(0, LONGEST_SHOWN)
  return cut.slice(0, Math.max(cut.lastIndexOf(' '), 0)) || cut
}

/** `15時まで`: the lead-in stands behind, and the token ends with it. */
function endsBeforeLeadIn(text: string, at: number, { patterns }: Vocabulary): boolean {
  const behind = matchAt(patterns.leadInBehind, text, at)
  return behind !== null && endsToken(text, at + behind[0].length)
}

const BARE_NUMBER = /^\D*\d{1,4}$/u

function phraseOf(found: chrono.ParsedResult, end: number, vocabulary: Vocabulary, wall: Date): DuePhrase | null {
  const { start, text } = found
  if (found.end || vocabulary.patterns.lookingBack.test(text)) return null
  const tags = start.tags()
  if (tags.has(SAYS_ELAPSED)) {
    const seconds = Math.round((start.date().getTime() - wall.getTime()) / 1_000)
    return seconds > 0 ? { kind: 'elapsed', days: 0, seconds, end, loose: true } : null
  }
  const isRelative = tags.has('result/relativeDate')
  if (start.isCertain('timezoneOffset') && !isRelative) return null // a zone, and none is guessed
  const clock = clockOf(start, vocabulary.twelveHours)
  // A bare number with a preposition is no clock (rule G8), whatever the reader makes of it.
  if (clock !== null && BARE_NUMBER.test(text)) return null
  const day = start.isCertain('day') || start.isCertain('weekday') ? dayOf(start, wall) : null
  if (day === 'past' || (day === null && clock === null)) return null
  if (day === null && (start.isCertain('month') || start.isCertain('year'))) return null
  return { kind: 'moment', day, clock, end, loose: true }
}

function clockOf(start: chrono.ParsedComponents, twelveHours: boolean): Clock | null {
  const hour = start.isCertain('hour') ? start.get('hour') : null
  if (hour === null) return null
  const minute = start.isCertain('minute') ? (start.get('minute') ?? 0) : 0
  const second = start.isCertain('second') ? (start.get('second') ?? 0) : 0
  if (!twelveHours || start.isCertain('meridiem') || hour < 1 || hour > 6) return { hour, minute, second }
  return { hour: hour + 12, minute, second, readAsPm: true }
}

function dayOf(start: chrono.ParsedComponents, wall: Date): Extract<DuePhrase, { kind: 'moment' }>['day'] | 'past' {
  const [year, month, day] = (['year', 'month', 'day'] as const).map((part) => start.get(part) ?? 0)
  if (year === undefined || month === undefined || day === undefined) return null
  const midnight = Date.UTC(wall.getUTCFullYear(), wall.getUTCMonth(), wall.getUTCDate())
  const isPast = Date.UTC(year, month - 1, day) < midnight
  const hasYear = start.isCertain('year')
  // A weekday alone leaves its day to chrono, which takes the next one.
  const isBareWeekday = !start.isCertain('day')
  if (isPast && (hasYear || isBareWeekday)) return 'past'
  const known = start.isCertain('weekday') && !isBareWeekday ? { weekday: start.get('weekday') || 7 } : {}
  return { kind: 'calendar', year: hasYear || isBareWeekday ? year : null, orders: [{ month, day }], ...known }
}

function readersFor({ language, monthFirst }: Vocabulary): ReaderName[] {
  const english = monthFirst ? 'en' : 'en-GB'
  const own = READERS.find((name) => name === language)
  return own ? [own, english] : [english]
}

const readers = new Map<ReaderName, chrono.Chrono>()
const load = createRequire(import.meta.url)

/** Loaded with the first subject that needs it: a language costs some megabytes, and services that read none have none. */
function readerOf(name: ReaderName): chrono.Chrono {
  const known = readers.get(name)
  if (known) return known
  const { casual, GB } = load(`chrono-node/${name.slice(0, 2)}`) as { casual: chrono.Chrono; GB?: chrono.Chrono }
  const reader = name === 'en-GB' && GB ? GB : casual
  readers.set(name, reader)
  return reader
}
