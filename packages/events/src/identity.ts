import { createHash } from 'node:crypto'

type Parts = readonly (string | number)[]

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/
const TIME_DIGITS = 12

/**
 * An id that follows from the thing it names: the same parts give the same id, in every process and at every try.
 * So doing a thing twice is the same as doing it once. Where the first part is an id, its first 48 bits come first, so
 * that what belongs to one mail stands together in every index.
 * @returns a UUID, version 8 (RFC 9562 §5.8) over the first 16 bytes of a SHA-256
 */
export function deriveId(...parts: Parts): string {
  const [first] = parts
  const isId = typeof first === 'string' && UUID.test(first)
  return idOf(isId ? first.replaceAll('-', '').slice(0, TIME_DIGITS) : '', parts)
}

/**
 * An id at the head of a chain, beginning with a time as UUIDs of version 7 do (RFC 9562 §5.7): rows of one time are written to the
 * same few pages of an index, however many rows there are.
 * @param at RFC 3339, and always the same for the thing; before 1970 it counts as then
 */
export function deriveTimedId(at: string, ...parts: Parts): string {
  const ms = Math.min(Math.max(Date.parse(at) || 0, 0), 2 ** 48 - 1)
  return idOf(ms.toString(16).padStart(TIME_DIGITS, '0'), parts)
}

function idOf(beginning: string, parts: Parts): string {
  const hash = createHash('sha256').update(JSON.stringify(parts)).digest('hex')
  const hex = beginning + hash.slice(beginning.length)
  const variant = ((Number.parseInt(hex.charAt(16), 16) & 0x3) | 0x8).toString(16)
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}
