import { kindOfPrefix } from './subject-prefixes.ts'

/** Where the sender's own words stand in a folded subject. */
export interface Unwrapped {
  readonly start: number
  readonly end: number
  readonly forwarded: boolean
  /** A reply prefix came off. */
  readonly answers: boolean
}

const PREFIX = /(\p{L}[\p{L}\p{M}]{1,15})(?: ?\[\d{1,3}\]| ?\(\d{1,3}\)|[\^*]\d{1,3})? ?:/uy

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
 * Rule G2: reply prefixes, gateway tags and one pair of enclosing quotation marks come off, in any order.
 * `startsName` tells whether a status name stands at a place: a name that begins with a bracket or a quotation mark
 * is a name and no wrapping. A word with a prefix's colon is a prefix even then,
 * but for a doubtful one with no name behind it.
 */
export function stripWrapping(text: string, language: string, startsName: (at: number) => boolean): Unwrapped {
  let start = 0
  let end = text.trimEnd().length
  let quotesMayCome = true
  let answers = false
  for (;;) {
    while (start < end && text[start] === ' ') start += 1
    const prefix = prefixAt(text, start, language)
    if (prefix?.kind === 'forward') return { start, end, forwarded: true, answers }
    if (prefix && !(prefix.kind === 'doubtful' && startsName(start) && !startsName(afterBlanks(text, prefix.end)))) {
      answers = true
      start = prefix.end
      continue
    }
    const sign = text[start]
    if (start >= end || sign === undefined || (sign !== '[' && !(sign in CLOSING_QUOTES)) || startsName(start)) break
    if (sign === '[') {
      const close = text.indexOf(']', start)
      if (close < 0 || close >= end) break
      if (prefixAt(text, start + 1, language)?.kind === 'forward') return { start, end, forwarded: true, answers }
      start = close + 1
    } else if (quotesMayCome && end - start > 1 && CLOSING_QUOTES[sign]?.includes(text[end - 1] ?? '')) {
      quotesMayCome = false
      start += 1
      end = start + text.slice(start, end - 1).trimEnd().length
    } else break
  }
  return { start: Math.min(start, end), end, forwarded: false, answers }
}

function afterBlanks(text: string, at: number): number {
  return text[at] === ' ' ? at + 1 : at
}

function prefixAt(
  text: string,
  at: number,
  language: string,
): { kind: 'reply' | 'forward' | 'doubtful'; end: number } | null {
  PREFIX.lastIndex = at
  const match = PREFIX.exec(text)
  const kind = match && kindOfPrefix(match[1] ?? '', language)
  return kind ? { kind, end: PREFIX.lastIndex } : null
}
