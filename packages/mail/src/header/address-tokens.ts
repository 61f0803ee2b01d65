/**
 * The lexical tokens of a structured address field (RFC 5322 §3.2, obsolete forms of §4, 8-bit text of RFC 6532).
 * Linear in the input, without recursion: a counter tracks nested comments.
 */
export interface AddressToken {
  /**
   * - `atom`: a run of atext; - `quoted`: a quoted-string, unescaped; - `encoded`: an RFC 2047 encoded-word, as it stands;
   * - `literal`: a domain-literal with its brackets; - `comment`: its content; - `special`: one of `<>@,;:.`;
   * - `stray`: a character with no place in the grammar; - `unterminated`: a quote, comment or bracket that never closes.
   */
  readonly kind: 'atom' | 'quoted' | 'encoded' | 'literal' | 'comment' | 'special' | 'stray' | 'unterminated'
  readonly text: string
  /** Whether white space or a comment precedes it. */
  readonly spaced: boolean
}

export function tokenizeAddresses(value: string): AddressToken[] {
  const tokens: AddressToken[] = []
  let spaced = false
  for (let at = 0; at < value.length; ) {
    const char = value[at]!
    if (char === ' ' || char === '\t') {
      spaced = true
      at++
      continue
    }
    const token = readToken(value, at, char)
    const { kind, text } = token
    tokens.push(kind === 'special' || kind === 'stray' ? signOf(kind, text, spaced) : { kind, text, spaced })
    spaced = kind === 'comment'
    at = token.end
  }
  return tokens
}

const SIGNS = { joined: new Map<string, AddressToken>(), spaced: new Map<string, AddressToken>() }

/** One object for all that are alike: a field may be nothing but signs, of which there are few. */
function signOf(kind: 'special' | 'stray', text: string, spaced: boolean): AddressToken {
  const known = spaced ? SIGNS.spaced : SIGNS.joined
  let sign = known.get(text)
  if (sign === undefined) known.set(text, (sign = { kind, text, spaced }))
  return sign
}

interface Read {
  kind: AddressToken['kind']
  text: string
  end: number
}

function readToken(value: string, at: number, char: string): Read {
  if (char === '"') return readEnclosed(value, at, '"', 'quoted')
  if (char === '(') return readComment(value, at)
  if (char === '[') return readEnclosed(value, at, ']', 'literal')
  if (SPECIALS.has(char)) return { kind: 'special', text: char, end: at + 1 }
  if (char === '=' && value[at + 1] === '?') {
    ENCODED_WORD.lastIndex = at
    const word = ENCODED_WORD.exec(value)
    if (word !== null) return { kind: 'encoded', text: word[0], end: at + word[0].length }
  }
  let end = at
  while (end < value.length && isAtext(value.charCodeAt(end)) && !startsEncodedWord(value, at, end)) end++
  return end > at ? { kind: 'atom', text: value.slice(at, end), end } : { kind: 'stray', text: char, end: at + 1 }
}

const SPECIALS = new Set('<>@,;:.')

/**
 * One encoded-word is one token even where its text holds `@` or `,`, which RFC 2047 §5 (3) forbids and senders still
 * write: cut into pieces it would fabricate an address out of a display name.
 */
const ENCODED_WORD = /=\?[\w.:+*-]{1,60}\?[bBqQ]\?[^?\s<>"]{0,2000}\?=/y

function startsEncodedWord(value: string, atomStart: number, at: number): boolean {
  if (at === atomStart || value.charCodeAt(at) !== 0x3d || value.charCodeAt(at + 1) !== 0x3f) return false
  ENCODED_WORD.lastIndex = at
  return ENCODED_WORD.test(value)
}

const ATEXT = new Set(
  [..."abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789!#$%&'*+-/=?^_`{|}~"].map((c) => c.charCodeAt(0)),
)

/** RFC 5322 §3.2.3, and every character above the C1 controls (RFC 6532 §3.2). */
export function isAtext(code: number): boolean {
  return code < 128 ? ATEXT.has(code) : code >= 0xa0
}

/** A quoted-string or a domain-literal; a backslash takes the next character as it is (RFC 5322 §3.2.1). */
function readEnclosed(value: string, start: number, close: string, kind: 'quoted' | 'literal'): Read {
  let text = ''
  let copied = start + 1
  for (let at = start + 1; at < value.length; at++) {
    const char = value[at]
    if (char === '\\') {
      text += value.slice(copied, at)
      copied = ++at
    } else if (char === close) {
      text += value.slice(copied, at)
      return { kind, text: kind === 'literal' ? `[${text}]` : text, end: at + 1 }
    }
  }
  return { kind: 'unterminated', text: value.slice(start), end: value.length }
}

function readComment(value: string, start: number): Read {
  let depth = 0
  for (let at = start; at < value.length; at++) {
    const char = value[at]
    if (char === '\\') at++
    else if (char === '(') depth++
    else if (char === ')' && --depth === 0) return { kind: 'comment', text: value.slice(start + 1, at), end: at + 1 }
  }
  return { kind: 'unterminated', text: value.slice(start), end: value.length }
}
