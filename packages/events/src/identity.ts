import { createHash } from 'node:crypto'

/**
 * An id that follows from the thing it names: the same parts give the same id, in every process and at every try.
 * So doing a thing twice is the same as doing it once.
 * @returns a UUID, version 8 (RFC 9562 §5.8) over the first 16 bytes of a SHA-256
 */
export function deriveId(...parts: readonly (string | number)[]): string {
  const hex = createHash('sha256').update(JSON.stringify(parts)).digest('hex')
  const variant = ((Number.parseInt(hex.charAt(16), 16) & 0x3) | 0x8).toString(16)
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}
