import { addressKey, asciiDomain } from './address-key.ts'
import { isAtext, tokenizeAddresses, type AddressToken } from './address-tokens.ts'
import { decodeHeaderText } from './header-text.ts'
import { limits } from '../limits.ts'

export interface Mailbox {
  /** Decoded, for people only. */
  name: string | null
  /** `local@domain` as parsed: domain in lower-case ASCII, local part quoted only where it must be. Compare by `addressKey`. */
  address: string
}

/**
 * An oddity of a list. Those that are neither `AMBIGUOUS` nor `UNREADABLE` are habits of real senders that leave the
 * address in no doubt.
 */
export type AddressDefect =
  | 'bad-address'
  | 'several-addresses'
  | 'address-in-name'
  | 'group'
  | 'unterminated'
  | 'too-many'
  | 'text-without-address'
  | 'trailing-text'
  | 'empty-address'
  | 'route'
  | 'stray-character'
  | 'semicolon'

/** Two readers could see two addresses. */
export const AMBIGUOUS: ReadonlySet<AddressDefect> = new Set([
  'several-addresses',
  'address-in-name',
  'group',
  'too-many',
])
/** A member that may have been meant as an address and is none. */
export const UNREADABLE: ReadonlySet<AddressDefect> = new Set(['bad-address', 'unterminated'])

/**
 * Reads an address list (RFC 5322 §3.4 and the obsolete forms of §4.4) from a raw, still encoded value.
 *
 * Identity rests on this function, so it never guesses: encoded-words, comments, quoted names and group members never
 * yield an address (RELIABILITY S5), and a member that could be read in two ways yields a defect instead of a mailbox.
 * Members of groups are apart: RFC 6854 allows groups in From, and nobody can say who wrote such a mail.
 */
export function parseMailboxes(value: string): { mailboxes: Mailbox[]; grouped: Mailbox[]; defects: AddressDefect[] } {
  const tokens = tokenizeAddresses(value)
  const mailboxes: Mailbox[] = []
  const grouped: Mailbox[] = []
  const defects = new Set<AddressDefect>()
  let members = 0
  let inGroup = false
  for (let at = 0; at < tokens.length; ) {
    const end = memberEnd(tokens, at)
    const stop = tokens[end]
    if (stop?.text === ':' && stop.kind === 'special') {
      defects.add('group')
      inGroup = true
      at = end + 1
      continue
    }
    if (++members > limits.addresses) {
      defects.add('too-many')
      break
    }
    const mailbox = readMember(tokens.slice(at, end), defects)
    if (mailbox !== undefined) (inGroup ? grouped : mailboxes).push(mailbox)
    if (isSpecial(stop, ';')) {
      if (!inGroup) defects.add('semicolon')
      inGroup = false
    }
    at = end + 1
  }
  return { mailboxes, grouped, defects: [...defects] }
}

function isSpecial(token: AddressToken | undefined, text: string): boolean {
  return token !== undefined && token.kind === 'special' && token.text === text
}

/** Index of the `,`, `;` or (group) `:` that ends the member; those within angle brackets belong to a route. */
function memberEnd(tokens: readonly AddressToken[], start: number): number {
  let angle = false
  for (let at = start; at < tokens.length; at++) {
    if (isSpecial(tokens[at], '<')) angle = true
    else if (isSpecial(tokens[at], '>')) angle = false
    else if (!angle && (isSpecial(tokens[at], ',') || isSpecial(tokens[at], ';') || isSpecial(tokens[at], ':')))
      return at
  }
  return tokens.length
}

function readMember(member: readonly AddressToken[], defects: Set<AddressDefect>): Mailbox | undefined {
  const comments = member.filter((token) => token.kind === 'comment')
  const tokens = comments.length === 0 ? member : member.filter((token) => token.kind !== 'comment')
  if (tokens.length === 0) return undefined
  if (tokens.some((token) => token.kind === 'unterminated')) return refuse(defects, 'unterminated')
  if (tokens.some((token) => token.kind === 'stray')) defects.add('stray-character')

  const open = tokens.findIndex((token) => isSpecial(token, '<'))
  if (open === -1) {
    if (!tokens.some((token) => isSpecial(token, '@'))) return refuse(defects, 'text-without-address')
    const address = readAddrSpec(tokens)
    if (address === undefined) return refuse(defects, 'bad-address')
    return { name: displayName(comments.at(-1)?.text ?? ''), address }
  }

  const close = tokens.findIndex((token, index) => index > open && isSpecial(token, '>'))
  if (close === -1) return refuse(defects, 'unterminated')
  const after = tokens.slice(close + 1)
  if (after.some((token) => isSpecial(token, '<') || isSpecial(token, '@'))) return refuse(defects, 'several-addresses')
  if (after.length > 0) defects.add('trailing-text')

  const inside = withoutRoute(tokens.slice(open + 1, close), defects)
  if (inside.length === 0) return refuse(defects, 'empty-address')
  const address = readAddrSpec(inside)
  if (address === undefined) return refuse(defects, 'bad-address')

  // `a@b <a@b>` is common and harmless; `boss@here <me@there>` is read differently by different readers. A sign between
  // blanks, as in `Ana @ Work`, is no address to any of them.
  const before = tokens.slice(0, open)
  if (before.some((_, at) => joinsWords(before, at)) && !sameAddress(readAddrSpec(before), address)) {
    return refuse(defects, 'address-in-name')
  }
  return { name: displayName(phrase(before)) ?? displayName(comments.at(-1)?.text ?? ''), address }
}

function refuse(defects: Set<AddressDefect>, defect: AddressDefect): undefined {
  defects.add(defect)
  return undefined
}

function joinsWords(tokens: readonly AddressToken[], at: number): boolean {
  const [sign, next] = [tokens[at], tokens[at + 1]]
  return at > 0 && isSpecial(sign, '@') && sign?.spaced === false && next?.spaced === false
}

function sameAddress(one: string | undefined, other: string): boolean {
  return one !== undefined && addressKey(one) === addressKey(other)
}

/** `<@a,@b:user@host>`: RFC 5322 §4.4 says to ignore the route. */
function withoutRoute(tokens: readonly AddressToken[], defects: Set<AddressDefect>): readonly AddressToken[] {
  if (!isSpecial(tokens[0], '@')) return tokens
  const colon = tokens.findIndex((token) => isSpecial(token, ':'))
  if (colon === -1) return tokens
  defects.add('route')
  return tokens.slice(colon + 1)
}

/**
 * addr-spec (RFC 5322 §3.4.1): words, one `@`, dotted atoms or a literal, and nothing else but the quotes that Outlook
 * writes around an address and the root's dot.
 */
function readAddrSpec(enclosed: readonly AddressToken[]): string | undefined {
  const tokens = withoutQuotes(enclosed)
  const at = tokens.findIndex((token) => isSpecial(token, '@'))
  const local = localPart(tokens.slice(0, at))
  const domainTokens = withoutRootDot(tokens.slice(at + 1))
  const domain =
    domainTokens.length === 1 && domainTokens[0]!.kind === 'literal'
      ? literal(domainTokens[0]!.text)
      : domainName(dotted(domainTokens, (token) => token.kind === 'atom'))
  if (at === -1 || local === undefined || domain === undefined) return undefined
  // An encoded-word must not appear in an addr-spec (RFC 2047 §5), not even in quotes; nor may a control (RFC 5321 §4.1.2).
  if (local === '' || ENCODED_WORD.test(local) || CONTROL.test(local) || LOOKALIKE.test(local)) return undefined
  const address = `${quoteWhereNeeded(local)}@${domain}`
  return address.length <= limits.addressChars ? address : undefined
}

const QUOTES = new Map([
  ["'", "'"],
  ['`', "'"],
  ['‘', '’'],
  ['‚', '‘'],
  ['“', '”'],
  ['„', '“'],
  ['«', '»'],
  ['»', '«'],
])

/** No domain ends with a quote, so where one does, the pair encloses the address. */
function withoutQuotes(tokens: readonly AddressToken[]): readonly AddressToken[] {
  const [first, last] = [tokens[0], tokens.at(-1)]
  if (tokens.length < 3 || first?.kind !== 'atom' || last?.kind !== 'atom') return tokens
  if (QUOTES.get(first.text.charAt(0)) !== last.text.at(-1)) return tokens
  const bare = tokens.map((token) => {
    const text = token === first ? token.text.slice(1) : token === last ? token.text.slice(0, -1) : token.text
    return { ...token, text }
  })
  return bare.filter(({ text }) => text !== '')
}

/** `example.com.` is the absolute form of `example.com` (RFC 1034 §3.1). */
function withoutRootDot(domain: readonly AddressToken[]): readonly AddressToken[] {
  return domain.length > 1 && isSpecial(domain.at(-1), '.') ? domain.slice(0, -1) : domain
}

/**
 * Words and dots. RFC 5322 wants single dots between words; providers in Japan gave out addresses with dots in a row
 * and at the end, and every reader reads those alike.
 */
function localPart(tokens: readonly AddressToken[]): string | undefined {
  let text = ''
  for (const [index, token] of tokens.entries()) {
    const isWord = token.kind === 'atom' || token.kind === 'quoted'
    if (!isWord && !isSpecial(token, '.')) return undefined
    if (isWord && index > 0 && !isSpecial(tokens[index - 1], '.')) return undefined
    text += token.text
  }
  return text
}

/** Words joined by single dots; undefined for anything else between them. */
function dotted(tokens: readonly AddressToken[], isWord: (token: AddressToken) => boolean): string | undefined {
  if (tokens.length % 2 === 0) return undefined
  let text = ''
  for (const [index, token] of tokens.entries()) {
    if (index % 2 === 0 ? !isWord(token) : !isSpecial(token, '.')) return undefined
    text += token.text
  }
  return text
}

const ENCODED_WORD = /=\?[^?]*\?[bq]\?[^?]*\?=/i
const CONTROL = /[\p{Cc}\p{Bidi_Control}\p{Zl}\p{Zp}]/u
/** Signs that NFC makes an ASCII character of, the Kelvin sign a K: nobody's address has one, and a key would lose it. */
const LOOKALIKE = /[\u037e\u1fef\u212a]/u
/** Letters, digits, hyphen; underscore for hosts that have one. No invisible characters, which IDNA would remove. */
const LABEL = /^[\p{L}\p{N}\p{M}_](?:[\p{L}\p{N}\p{M}_-]{0,61}[\p{L}\p{N}\p{M}_])?$/u
/** The same for ASCII, without the costly classes: nearly every domain there is. */
const PLAIN_DOMAIN = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)*$/i

function domainName(text: string | undefined): string | undefined {
  if (text === undefined || text.length > 255) return undefined
  if (PLAIN_DOMAIN.test(text)) return text.toLowerCase()
  if (!text.split('.').every((label) => LABEL.test(label))) return undefined
  return asciiDomain(text)
}

function literal(text: string): string | undefined {
  return /^\[[0-9a-z:.-]{1,100}\]$/i.test(text) ? text.toLowerCase() : undefined
}

const PLAIN_LOCAL = /^[\w+=-]+(?:\.[\w+=-]+)*$/

/** A quoted local part means the same as its plain form (RFC 5321 §4.1.2), so it is kept only where it must be. */
function quoteWhereNeeded(local: string): string {
  if (PLAIN_LOCAL.test(local)) return local
  const plain = local.split('.').every((word) => word !== '' && [...word].every((char) => isAtext(char.charCodeAt(0))))
  return plain ? local : `"${local.replace(/["\\]/g, '\\$&')}"`
}

function phrase(tokens: readonly AddressToken[]): string {
  let text = ''
  for (const token of tokens) text += token.spaced && text !== '' ? ` ${token.text}` : token.text
  return text
}

function displayName(raw: string): string | null {
  const name = decodeHeaderText(raw)
    .replace(/[\p{Bidi_Control}\p{Zl}\p{Zp}]/gu, '')
    .trim()
  return name === '' ? null : name.slice(0, limits.displayNameChars).toWellFormed()
}
