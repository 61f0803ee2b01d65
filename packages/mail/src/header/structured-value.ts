/**
 * `token; name=value; name="value"` with comments, the shape of Content-Type (RFC 2045 §5.1), Auto-Submitted (RFC
 * 3834 §5) and similar fields. Everything but the values is lower-cased.
 */
export interface StructuredValue {
  /** The part before the first semicolon, without comments and inner white space. */
  token: string
  /**
   * The first instance of a name counts: two of them are an attack (RELIABILITY S13), and most readers take the
   * first.
   */
  parameters: ReadonlyMap<string, string>
  comments: string
}

export function readStructuredValue(value: string): StructuredValue {
  const { text, comments } = withoutComments(value)
  const [head = '', ...rest] = splitOutsideQuotes(text, ';')
  const parameters = new Map<string, string>()
  for (const part of rest) {
    const equals = part.indexOf('=')
    if (equals === -1) continue
    const name = part.slice(0, equals).trim().toLowerCase()
    if (!parameters.has(name)) parameters.set(name, unquote(part.slice(equals + 1).trim()))
  }
  return { token: head.replace(/\s+/g, '').toLowerCase(), parameters, comments }
}

/**
 * Replaces comments (RFC 5322 §3.2.2) by spaces; parentheses in quotes are text. An unclosed comment extends to the
 * end.
 */
export function withoutComments(value: string): { text: string; comments: string } {
  if (!value.includes('(')) return { text: value, comments: '' }
  let text = ''
  let comments = ''
  let depth = 0
  let quoted = false
  for (let at = 0; at < value.length; at++) {
    const char = value[at]!
    const pair = char === '\\' ? char + (value[++at] ?? '') : char
    if (depth === 0 && char === '"') quoted = !quoted
    if (!quoted && char === '(') {
      if (depth++ === 0) text += ' '
      else comments += char
    } else if (depth > 0 && char === ')') {
      comments += --depth === 0 ? ' ' : char
    } else if (depth > 0) comments += pair
    else text += pair
  }
  return { text, comments: comments.trim() }
}

export function splitOutsideQuotes(text: string, separator: string): string[] {
  if (!text.includes('"')) return text.split(separator)
  const parts: string[] = []
  let start = 0
  let quoted = false
  for (let at = 0; at < text.length; at++) {
    const char = text[at]
    if (char === '\\') at++
    else if (char === '"') quoted = !quoted
    else if (char === separator && !quoted) {
      parts.push(text.slice(start, at))
      start = at + 1
    }
  }
  parts.push(text.slice(start))
  return parts
}

export function unquote(text: string): string {
  return text.startsWith('"')
    ? text.slice(1, text.endsWith('"') && text.length > 1 ? -1 : undefined).replace(/\\(.)/g, '$1')
    : text
}
