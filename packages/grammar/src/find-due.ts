import { type DuePhrase, matchAt, type PhraseContext } from './due-phrase.ts'
import { endOfRange, readDue } from './read-due.ts'
import type { WarningCode } from './reading.ts'
import { isRefused } from './refuse-phrase.ts'
import { type Moment, type ResolvedDue, resolveDue } from './resolve-due.ts'
import { readLoosely } from './second-reader.ts'
import { endsToken, skipSeparators } from './token-end.ts'
import type { Vocabulary } from './vocabulary.ts'

/** The due of a subject with its lead-in, in positions of the folded text. */
export interface FoundDue {
  readonly start: number
  readonly end: number
  readonly at: Temporal.ZonedDateTime
  /** It names a clock without an offset, so that a zone's name behind it was meant for it. */
  readonly hasLocalClock: boolean
}

export interface DueSearch {
  readonly due: FoundDue | null
  readonly warnings: readonly WarningCode[]
  /** A full date in the past was found, and the policy makes an error of it. */
  readonly isPastDate: boolean
}

/** An anchor: where a due may stand, with the lead-in before it. */
interface Anchor {
  readonly start: number
  readonly at: number
  readonly leadIn: string | null
  /** `about` and the like, between lead-in and clock. */
  readonly approximator: string | null
}

/** More lead-ins than a person writes; it bounds how often the second reader is asked. */
const MOST_SECOND_READINGS = 4

/**
 * Rules G5 and G6: the due stands at `from`, with or without a lead-in; failing that, after the first lead-in further
 * on that counts where it stands and has a due behind it. The second reader is asked where none of ours reads.
 */
export function findDue(text: string, from: number, vocabulary: Vocabulary, moment: Moment): DueSearch {
  const ranges = vocabulary.patterns.rangeSign.test(text.slice(from))
  const open: Anchor[] = []
  let rangeEnd = 0
  for (const anchor of anchors(text, from, vocabulary)) {
    if (anchor.start < rangeEnd) continue
    const context = contextOf(anchor, vocabulary, ranges)
    const range = endOfRange(text, anchor.at, context) ?? endOfRangeBefore(text, anchor, context)
    if (range !== null) {
      rangeEnd = range
      continue
    }
    const phrases = readDue(text, anchor.at, context)
    for (const phrase of phrases) {
      // A canonical due is what it says, whatever its comment begins with.
      if (phrase.kind !== 'instant' && matchAt(vocabulary.patterns.notAhead, text, phrase.end)) break
      if (isBeginning(text, phrase, context)) break
      const resolved = resolveDue(completed(phrase, anchor, vocabulary), moment)
      if (resolved === null) continue
      if (resolved === 'past_date') return { due: null, warnings: [], isPastDate: true }
      // In `tomorrow 9am-11am` the day counts; the unread rest is worth the same warning.
      const metRange = rangeEnd > 0 || endOfRange(text, skipSeparators(text, phrase.end), context) !== null
      return found(text, anchor, phrase, resolved, metRange, vocabulary)
    }
    if (phrases.length === 0 && open.length < MOST_SECOND_READINGS && !isRefused(text, anchor.at, vocabulary))
      open.push(anchor)
  }
  for (const anchor of open) {
    if (anchor.start < rangeEnd) continue
    const phrase = readLoosely(text, anchor.at, vocabulary, moment.now)
    const resolved = phrase && resolveDue(phrase, moment)
    if (!phrase || resolved === null || resolved === 'past_date') continue
    return found(text, anchor, phrase, resolved, rangeEnd > 0, vocabulary)
  }
  return { due: null, warnings: rangeEnd > 0 ? ['range_ignored'] : [], isPastDate: false }
}

/** `heute ab 15 Uhr`, `Monday from 9am`: the day on which an absence begins at a clock. */
function isBeginning(text: string, phrase: DuePhrase, { vocabulary }: PhraseContext): boolean {
  if (phrase.kind !== 'moment' || phrase.day === null || phrase.clock !== null || text[phrase.end] !== ' ') return false
  const opener = matchAt(vocabulary.patterns.rangeOpener, text, phrase.end + 1)
  return opener !== null && /\d/u.test(text.charAt(phrase.end + 1 + opener[0].length))
}

function found(
  text: string,
  anchor: Anchor,
  phrase: DuePhrase,
  resolved: ResolvedDue,
  metRange: boolean,
  { patterns }: Vocabulary,
): DueSearch {
  const behind = matchAt(patterns.leadInBehind, text, phrase.end)
  const end = behind && endsToken(text, phrase.end + behind[0].length) ? phrase.end + behind[0].length : phrase.end
  return {
    due: { start: anchor.start, end, at: resolved.at, hasLocalClock: hasLocalClock(phrase) },
    warnings: metRange ? [...resolved.warnings, 'range_ignored'] : resolved.warnings,
    isPastDate: false,
  }
}

function contextOf({ leadIn, approximator }: Anchor, vocabulary: Vocabulary, ranges: boolean): PhraseContext {
  const before = [leadIn, approximator].filter((words) => words !== null)
  return {
    vocabulary,
    ends: vocabulary.language === 'ja' ? endsTokenOrBehindWord(vocabulary) : endsToken,
    afterLeadIn: leadIn !== null,
    hourMarks: before.some((words) => vocabulary.beforeMarkedHour.has(words)),
    bareHour: before.some((words) => vocabulary.beforeBareHour.has(words)),
    ranges,
  }
}

/** `明日まで`: a lead-in behind the due ends its token as a blank does. */
function endsTokenOrBehindWord({ patterns }: Vocabulary): PhraseContext['ends'] {
  return (text, at) => {
    if (endsToken(text, at)) return true
    const behind = matchAt(patterns.leadInBehind, text, at)
    return behind !== null && endsToken(text, at + behind[0].length)
  }
}

function completed(phrase: DuePhrase, { leadIn, approximator }: Anchor, { through }: Vocabulary): DuePhrase {
  const approximate = approximator !== null
  if (phrase.kind !== 'moment') return approximate ? { ...phrase, approximate: true } : phrase
  return {
    ...phrase,
    ...(approximate && phrase.clock !== null && { approximate: true }),
    ...(leadIn !== null && through.has(leadIn) && phrase.day !== null && { inclusive: true }),
  }
}

function* anchors(text: string, from: number, vocabulary: Vocabulary): Generator<Anchor> {
  const { patterns, anywhere } = vocabulary
  yield anchorAt(text, from, from, null, vocabulary)
  const first = matchAt(patterns.leadIn, text, from)
  if (first) yield anchorAt(text, from, from + first[0].length, first[1] ?? first[2] ?? '', vocabulary)

  for (const match of text.matchAll(patterns.laterLeadIn)) {
    const leadIn = match[1] ?? ''
    if (match.index <= from || IN_WORD.test(text.charAt(match.index - 1))) continue
    if (anywhere.has(leadIn) ? isCall(text, match.index, leadIn, vocabulary) : !followsPunctuation(text, match.index))
      continue
    yield anchorAt(text, match.index, match.index + match[0].length, leadIn, vocabulary)
  }
}

/** Between lead-in and clock, `about` and the like are passed over. */
function anchorAt(text: string, start: number, at: number, leadIn: string | null, { patterns }: Vocabulary): Anchor {
  const approximator = matchAt(patterns.approximator, text, at)
  return { start, at: at + (approximator?.[0].length ?? 0), leadIn, approximator: approximator?.[0].trim() ?? null }
}

const IN_WORD = /[\p{L}\p{N}\p{M}]/u
const LONGEST_CALL_WORD = 12

/** `call back by 5pm` asks for a call. */
function isCall(text: string, at: number, leadIn: string, { patterns }: Vocabulary): boolean {
  return leadIn.startsWith('back ') && patterns.callWord.test(text.slice(Math.max(0, at - LONGEST_CALL_WORD), at))
}

function followsPunctuation(text: string, at: number): boolean {
  const before = text[at - 1] === ' ' ? at - 2 : at - 1
  return text[before] === '(' || (text[before] !== ' ' && endsToken(text, before))
}

/** The day before a later lead-in that is a range's word as well: `in Rome Monday through Friday`. */
function endOfRangeBefore(text: string, { start, at, leadIn }: Anchor, context: PhraseContext): number | null {
  if (leadIn === null || !context.vocabulary.rangeWords.has(leadIn) || text[start - 1] !== ' ') return null
  const wordStart = text.lastIndexOf(' ', start - 2) + 1
  for (const from of [wordStart, text.lastIndexOf(' ', wordStart - 2) + 1]) {
    const end =
      from < start
        ? endOfRange(text, from, { ...context, hourMarks: false, bareHour: false, afterLeadIn: false })
        : null
    if (end !== null && end > at) return end
  }
  return null
}

function hasLocalClock(phrase: DuePhrase): boolean {
  return phrase.kind === 'moment' && phrase.clock !== null
}
