import { limits } from '../limits.ts'
import { splitOutsideQuotes, unquote, withoutComments } from '../header/structured-value.ts'

/** One Authentication-Results field (RFC 8601 §2.2). */
export interface AuthenticationResults {
  /** Lower case; `NO_AUTHSERV_ID` where the field begins with a result, as Microsoft 365 writes it. */
  authservId: string
  results: AuthenticationResult[]
}

export interface AuthenticationResult {
  /** `dmarc`, `dkim`, `spf`, `arc`, … lower case, without a version. */
  method: string
  /** `pass`, `fail`, `none`, … lower case. */
  result: string
  /** `header.from`, `smtp.mailfrom`, `header.d`, … in lower case; the first of a name counts. */
  properties: ReadonlyMap<string, string>
  /** Comments hold values for which RFC 8601 has no property, such as the published policy: `(p=REJECT sp=NONE)`. */
  comments: string
}

/** Stands for the id of a server that writes none. */
export const NO_AUTHSERV_ID = '(none)'

/**
 * Undefined where the value is no such field. A quotation mark in a comment is the sender's, as in `(domain of "x) dmarc=pass
 * ("@evil.example)`: nobody can say where such a comment ends, so nothing passes there.
 */
export function readAuthenticationResults(value: string): AuthenticationResults | undefined {
  const { text, comments } = withoutComments(value)
  const [head = '', ...rest] = splitOutsideQuotes(text, ';')
  const id = withoutRootDot(unquote(head.trim().split(/\s+/)[0] ?? '').toLowerCase())
  if (id === '') return undefined
  const unnamed = id.includes('=')
  const commented = splitOutsideComments(value)
  const results: AuthenticationResult[] = []
  for (const [index, part] of [head, ...rest].slice(0, limits.authenticationResults).entries()) {
    if (index === 0 && !unnamed) continue
    const result = readResult(part, withoutComments(commented[index] ?? '').comments)
    if (result !== undefined && !(comments.includes('"') && result.result === 'pass')) results.push(result)
  }
  return { authservId: unnamed ? NO_AUTHSERV_ID : id, results }
}

/** `mx.example.com.` is the absolute form of `mx.example.com` (RFC 1034 §3.1). */
export function withoutRootDot(id: string): string {
  return id.endsWith('.') ? id.slice(0, -1) : id
}

/** resinfo: `method[/version] = result`, then `ptype.property = value` and `reason = value`. */
function readResult(part: string, comments: string): AuthenticationResult | undefined {
  const words = [
    ...part
      .replace(/(?<!\s)\s+=/g, '=')
      .replace(/=\s+/g, '=')
      .matchAll(WORD),
  ]
  const [method, result] = [words[0]?.[1], words[0]?.[2]]
  if (method === undefined || result === undefined) return undefined
  const properties = new Map<string, string>()
  for (const [, name, value, cutBy] of words.slice(1)) {
    const key = name!.toLowerCase()
    if (!properties.has(key))
      properties.set(key, cutBy !== '' ? '' : WHOLLY_QUOTED.test(value!) ? unquote(value!) : value!)
  }
  return {
    method: method.replace(/\/.*$/, '').toLowerCase(),
    result: unquote(result).toLowerCase(),
    properties,
    comments,
  }
}

// Each run of blanks and each word is entered at its beginning alone: from every place in it would be quadratic.
// A quoted local part is not the value's end: `smtp.mailfrom="boss@corp.example"@evil.example`. A quotation mark in its middle
// leaves it in doubt.
const WORD = /(?<![\w.\-/])([\w.\-/]+)=("(?:[^"\\]|\\.)*"[^\s;"]*|[^\s;"]+)("?)/g
const WHOLLY_QUOTED = /^"(?:[^"\\]|\\.)*"$/

/** The parts of the raw value; semicolons inside comments do not separate. */
function splitOutsideComments(value: string): string[] {
  const parts: string[] = []
  let start = 0
  let depth = 0
  let quoted = false
  for (let at = 0; at < value.length; at++) {
    const char = value[at]
    if (char === '\\') at++
    else if (char === '"' && depth === 0) quoted = !quoted
    else if (char === '(' && !quoted) depth++
    else if (char === ')' && !quoted && depth > 0) depth--
    else if (char === ';' && !quoted && depth === 0) {
      parts.push(value.slice(start, at))
      start = at + 1
    }
  }
  parts.push(value.slice(start))
  return parts
}
