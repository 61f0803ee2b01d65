import { decodeHeaderText } from '@tubepost/mail'

/**
 * Rule G1. A subject becomes two texts: `shown` for people, and `folded` for matching (NFKC, case-folded, one blank
 * between words, nothing invisible). Every position of `folded` is known in `shown`, so what was matched can be quoted.
 */

/** RFC 5322 section 2.1.1 allows 998 characters in a line; no status needs more, and it bounds all work that follows. */
export const SUBJECT_CAP = 1_000

/** The cap in the longest encoding: twelve characters for an emoji in quoted-printable, and the frames of the words. */
const RAW_CAP = 16 * SUBJECT_CAP

export interface SubjectText {
  readonly shown: string
  readonly folded: string
  readonly cut: boolean
  /** The part of `shown` that `folded.slice(start, end)` came from; `end` must be after `start`. */
  toShown(start: number, end: number): { start: number; end: number }
}

// JavaScript counts the byte order mark as a blank; to the eye it is nothing.
const BLANKS = /[[\s\u0085]--\ufeff]+/gv
const CONTROL_BLANK = /[\t\n\v\f\r\u0085\u2028\u2029]/u
const CONTROLS_AND_BIDI = /[\p{Cc}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]+/gu
const PLAIN = /^[!-~]*(?: [!-~]+)* ?$/
const INVISIBLE = /\p{Variation_Selector}|\u034f|[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]/gu
// A character with the marks, Hangul vowels and finals or half-width voicing marks that NFKC composes with it, or a run
// of blanks.
const CLUSTER = /[[\s\u0085]--\ufeff]+|[^[[\s\u0085]--\ufeff]][\p{M}\u1160-\u11ff\uff9e\uff9f]*/gv

export function normaliseSubject(raw: string): SubjectText {
  const { text: shown, cut } = cutToCap(decode(clean(raw.slice(0, RAW_CAP))))
  const common = { shown, cut: cut || raw.length > RAW_CAP }
  if (PLAIN.test(shown)) {
    return { ...common, folded: shown.toLowerCase(), toShown: (start, end) => ({ start, end }) }
  }
  const { folded, starts, ends } = foldWithOffsets(shown)
  const toShown = (start: number, end: number) => ({ start: starts[start] ?? shown.length, end: ends[end - 1] ?? 0 })
  return { ...common, folded, toShown }
}

/** Status names are matched in the form in which `folded` has them. */
export function foldName(name: string): string {
  return PLAIN.test(name) ? name.toLowerCase().trimEnd() : foldWithOffsets(name).folded.trim()
}

/** As `foldName`, but upper and lower case stay apart. */
export function plainName(name: string): string {
  return name.replace(INVISIBLE, '').replace(BLANKS, ' ').trim().normalize('NFKC')
}

function decode(text: string): string {
  return text.includes('=?') ? clean(decodeHeaderText(text)) : text
}

function clean(text: string): string {
  const wellFormed = text.toWellFormed()
  const unfolded = CONTROL_BLANK.test(wellFormed)
    ? wellFormed.replace(BLANKS, (run) => (CONTROL_BLANK.test(run) ? ' ' : run))
    : wellFormed
  return unfolded.replace(CONTROLS_AND_BIDI, '')
}

function cutToCap(text: string): { text: string; cut: boolean } {
  if (text.length <= SUBJECT_CAP) return { text, cut: false }
  const characters = Array.from(text)
  const cut = characters.length > SUBJECT_CAP
  return { text: cut ? characters.slice(0, SUBJECT_CAP).join('') : text, cut }
}

function foldWithOffsets(shown: string): { folded: string; starts: number[]; ends: number[] } {
  const starts: number[] = []
  const ends: number[] = []
  let folded = ''
  for (const match of shown.matchAll(CLUSTER)) {
    const cluster = foldCluster(match[0])
    if (cluster === ' ' && folded.endsWith(' ')) continue // two runs of blanks with something invisible between
    for (let unit = 0; unit < cluster.length; unit += 1) {
      starts.push(match.index)
      ends.push(match.index + match[0].length)
    }
    folded += cluster
  }
  return { folded, starts, ends }
}

function foldCluster(cluster: string): string {
  if (cluster.search(BLANKS) === 0) return ' '
  const compatible = cluster.replace(INVISIBLE, '').normalize('NFKC')
  // Some signs decompose into a blank and a mark (`´`). They are no blanks to the eye, so they must not end a token.
  const visible = compatible.includes(' ') ? cluster : compatible
  // Upper case first: it is what makes ß, ſ and ς equal to ss, s and σ, as in Unicode's full case folding.
  return visible.toUpperCase().toLowerCase().normalize('NFKC').replace('’', "'")
}
