import { isUtf8 } from 'node:buffer'
import { JSON_DEPTH, JSON_VALUES } from './limits.ts'
import { RefusedRequest } from './refused-request.ts'

const bad = (message: string) => new RefusedRequest(400, 'invalid', message)

/**
 * Text of a JSON body, when it is safe to parse and to check: UTF-8 (RFC 8259 §8.1), not too deep, not too many values.
 * Throws a RefusedRequest otherwise. Deep values overflow the stack of whoever walks them, and a schema that is broken in
 * many places makes an error for each.
 */
export function readJsonText(body: Buffer): string {
  if (!isUtf8(body)) throw bad('The body is not UTF-8.')
  const text = body.toString('utf8')
  let depth = 0
  let values = 0
  let inString = false
  for (let at = 0; at < text.length; at++) {
    const sign = text[at]
    if (inString) {
      if (sign === '\\') at++
      else if (sign === '"') inString = false
    } else if (sign === '"') inString = true
    else if (sign === '[' || sign === '{') {
      values++
      if (++depth > JSON_DEPTH) throw bad(`The JSON is nested more than ${JSON_DEPTH} deep.`)
    } else if (sign === ']' || sign === '}') depth--
    else if (sign === ',') values++
    if (values > JSON_VALUES) throw bad(`The JSON has more than ${JSON_VALUES} values.`)
  }
  return text
}
