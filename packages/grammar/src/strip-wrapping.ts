import { kindOfPrefix } from './subject-prefixes.ts'

/** Where the sender's own words stand in a folded subject. */
export interface Unwrapped {
  readonly start: number
  readonly end: number
  readonly forwarded: boolean
  /** A reply prefix came off. */
  readonly answers: boolean
}

/** The words a wrapping may be made of, and the names that stand in its way. */
export interface Wrapping {
  readonly language: string
  /** Folded words of the organisation's mail gateways. */
  readonly tags: ReadonlySet<string>
  /** Whether a status name stands at a place. */
  startsName(at: number): boolean
}

const PREFIX = /(\p{L}[\p{L}\p{M}]{1,15})\.?(?: ?\[\d{1,3}\]| ?\(\d{1,3}\)|[\^*-]\d{1,3})? ?:/uy

/** Longer ones are the sender's own words. */
const LONGEST_TAG = 30
// 1 to 4: the word of a tag in round brackets, in braces, between stars, before a colon.
const TAG_WORD = `[^()[\\]{}*:]{1,${LONGEST_TAG}}?`
const TAG = new RegExp(
  `(?:\\( ?(${TAG_WORD}) ?\\)|\\{ ?(${TAG_WORD}) ?\\??\\}|\\*{3} ?(${TAG_WORD}) ?\\*{3}|(${TAG_WORD}) ?(?=:))`,
  'uy',
)
const BRACKETED = new RegExp(`(?:\\[[^[\\]]{0,${LONGEST_TAG}}\\]|【[^【】]{0,${LONGEST_TAG}}】)`, 'uy')
/** Goes with the tag before it. */
const BEHIND_TAG = / ?:| ?-(?= )| -/uy

const CLOSING_QUOTES: Readonly<Record<string, readonly string[]>> = {
  '"': ['"', '”', '“'],
  "'": ["'"],
  '“': ['”', '“', '"'],
  '”': ['”'],
  '„': ['“', '”', '"'],
  '‘': ["'", '‘'],
  '‚': ['‘', "'"],
  '«': ['»'],
  '»': ['«'],
  '‹': ['›'],
  '›': ['‹'],
  '「': ['」'],
  '『': ['』'],
}

/**
 * Rule G2: reply prefixes, gateway tags and one pair of enclosing quotation marks come off, in any order. A status name
 * wins over a wrapping spelt like it (`RÉ: 2h`), unless behind the wrapping another name begins (`RÉ: Out 2h`).
 */
export function stripWrapping(text: string, wrapping: Wrapping): Unwrapped {
  let start = 0
  let end = text.trimEnd().length
  let quotesMayCome = true
  let answers = false
  for (;;) {
    start = afterBlanks(text, start)
    if (start >= end) break
    const piece = pieceAt(text, start, wrapping)
    if (piece && piece.end <= end && !isName(text, start, piece.end, wrapping)) {
      if (piece.kind === 'forward') return { start, end, forwarded: true, answers }
      answers ||= piece.kind === 'reply'
      start = piece.end
      continue
    }
    const sign = text.charAt(start)
    const closing = quotesMayCome && end - start > 1 ? CLOSING_QUOTES[sign] : undefined
    if (!closing?.includes(text[end - 1] ?? '') || wrapping.startsName(start)) break
    quotesMayCome = false
    start += 1
    end = start + text.slice(start, end - 1).trimEnd().length
  }
  return { start: Math.min(start, end), end, forwarded: false, answers }
}

interface Piece {
  readonly kind: 'reply' | 'forward' | 'tag'
  readonly end: number
}

function pieceAt(text: string, at: number, { language, tags }: Wrapping): Piece | null {
  const prefix = prefixAt(text, at, language)
  if (prefix) return prefix
  BRACKETED.lastIndex = at
  const bracketed = BRACKETED.exec(text)
  if (bracketed) {
    const inside = prefixAt(text, at + 1, language)
    return inside?.kind === 'forward' ? inside : { kind: 'tag', end: afterTag(text, BRACKETED.lastIndex) }
  }
  // `[Fwd: a long subject of somebody else]`, as some programs forward.
  if (text[at] === '[') {
    const inside = prefixAt(text, at + 1, language)
    return inside?.kind === 'forward' ? inside : null
  }
  TAG.lastIndex = at
  const tag = TAG.exec(text)
  const word = tag?.slice(1).find((each) => each !== undefined)
  return word !== undefined && tags.has(word) ? { kind: 'tag', end: afterTag(text, TAG.lastIndex) } : null
}

function prefixAt(text: string, at: number, language: string): Piece | null {
  PREFIX.lastIndex = at
  const match = PREFIX.exec(text)
  const kind = match && kindOfPrefix(match[1] ?? '', language)
  return kind ? { kind, end: PREFIX.lastIndex } : null
}

function afterTag(text: string, at: number): number {
  BEHIND_TAG.lastIndex = at
  return BEHIND_TAG.test(text) ? BEHIND_TAG.lastIndex : at
}

/** Whether the wrapping at a place is rather the name of a status. */
function isName(text: string, start: number, end: number, wrapping: Wrapping): boolean {
  if (!wrapping.startsName(start)) return false
  const behind = afterBlanks(text, end)
  return !wrapping.startsName(behind) && pieceAt(text, behind, wrapping) === null
}

function afterBlanks(text: string, at: number): number {
  return text[at] === ' ' ? afterBlanks(text, at + 1) : at
}
