// Longer than any search of ours; Node itself refuses a whole header of more than 16 KiB (431).
export const LONGEST_TARGET = 8_192

// RFC 3986 §2.3: these mean the same encoded and plain, so a path that encodes one is spelt in a second way. A slash and a
// backslash in an id would be one for some readers, and an end of the segment for others.
const ENCODED_PLAIN = /%(2[DdEeFf]|3[0-9]|4[1-9A-Fa-f]|5[0-9AaCcFf]|6[1-9A-Fa-f]|7[0-9AaEe])/
// Means nothing in an id or a search, and PostgreSQL stores no NUL.
const ENCODED_CONTROL = /%([01][0-9A-Fa-f]|7[Ff])/
const HALF_ENCODED = /%(?![0-9A-Fa-f]{2})/

/**
 * The reason why a request target (RFC 9112 §3.2) is refused, or undefined for one that all readers understand alike: the
 * router, the rule of scopes and a URL parser behind (WHATWG URL) must see one path. Pure.
 * @param target as it stands in the request line
 */
export function targetProblem(target: string): string | undefined {
  if (!target.startsWith('/')) return 'The request target must be a path; a proxy form or "*" is not served.'
  const [path = ''] = target.split('?', 1)
  if (path.includes('//')) return 'The path has an empty segment, "//".'
  if (ENCODED_PLAIN.test(path))
    return 'The path encodes a dot, a slash, a backslash, or a character that needs no encoding.'
  if (ENCODED_CONTROL.test(target)) return 'The request target has an encoded control character.'
  if (HALF_ENCODED.test(path) || !decodes(path)) return 'The path has a "%" that does not encode UTF-8.'
  if (target.includes('#')) return 'The request target has a fragment, "#".'
  const read = URL.parse(target, NOWHERE)?.href
  return read === NOWHERE + target.replace(/'/g, apostrophe)
    ? undefined
    : 'Percent-encode the request target: it has a character or a dot segment that a URL parser changes.'
}

const NOWHERE = 'http://nowhere'

/** A plain `'` in a query is right (RFC 3986 §3.4); WHATWG parsers encode it, and nothing is judged by it. */
function apostrophe(sign: string, at: number, target: string): string {
  return target.lastIndexOf('?', at) === -1 ? sign : '%27'
}

function decodes(path: string): boolean {
  try {
    decodeURIComponent(path)
    return true
  } catch {
    return false
  }
}
