import { type DuePhrase, matchAt, type PhraseContext } from './due-phrase.ts'
import { endOfRange, readDue } from './read-due.ts'
import type { WarningCode } from './reading.ts'
import { type Moment, resolveDue } from './resolve-due.ts'
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
}

/**
 * Rules G5 and G6: the due stands at `from`, with or without a lead-in; failing that, after the first lead-in further
 * on that counts where it stands and has a due behind it.
 */
export function findDue(text: string, from: number, vocabulary: Vocabulary, moment: Moment): DueSearch {
  const ranges = vocabulary.patterns.rangeSign.test(text.slice(from))
  let rangeEnd = 0
  for (const { start, at, leadIn } of anchors(text, from, vocabulary)) {
    if (start < rangeEnd) continue
    const hourMarks = leadIn !== null && vocabulary.hourMarksAfter.has(leadIn)
    const context: PhraseContext = { vocabulary, ends: endsToken, afterLeadIn: leadIn !== null, hourMarks, ranges }
    const range = endOfRange(text, at, context)
    if (range !== null) {
      rangeEnd = range
      continue
    }
    for (const phrase of readDue(text, at, context)) {
      const resolved = resolveDue(phrase, moment)
      if (resolved === null) continue
      if (resolved === 'past_date') return { due: null, warnings: [], isPastDate: true }
      // In `tomorrow 9am-11am` the day counts; the unread rest is worth the same warning.
      const metRange = rangeEnd > 0 || endOfRange(text, skipSeparators(text, phrase.end), context) !== null
      return {
        due: { start, end: phrase.end, at: resolved.at, hasLocalClock: hasLocalClock(phrase) },
        warnings: metRange ? [...resolved.warnings, 'range_ignored'] : resolved.warnings,
        isPastDate: false,
      }
    }
  }
  return { due: null, warnings: rangeEnd > 0 ? ['range_ignored'] : [], isPastDate: false }
}

function* anchors(text: string, from: number, { patterns, anywhere }: Vocabulary): Generator<Anchor> {
  yield { start: from, at: from, leadIn: null }
  const first = matchAt(patterns.leadIn, text, from)
  if (first) yield { start: from, at: from + first[0].length, leadIn: first[1] ?? first[2] ?? '' }

  for (const match of text.matchAll(patterns.laterLeadIn)) {
    const leadIn = match[1] ?? ''
    if (match.index <= from || IN_WORD.test(text.charAt(match.index - 1))) continue
    if (!anywhere.has(leadIn) && !followsPunctuation(text, match.index)) continue
    yield { start: match.index, at: match.index + match[0].length, leadIn }
  }
}

const IN_WORD = /[\p{L}\p{N}\p{M}]/u

function followsPunctuation(text: string, at: number): boolean {
  const before = text[at - 1] === ' ' ? at - 2 : at - 1
  return text[before] === '(' || (text[before] !== ' ' && endsToken(text, before))
}

function hasLocalClock(phrase: DuePhrase): boolean {
  return phrase.kind === 'moment' && phrase.clock !== null
}
