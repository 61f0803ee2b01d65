import { wellFormed } from './well-formed.ts'

/**
 * Text fit for an outgoing header field (RELIABILITY S7): one line, NFC, no control, no line separator, no character
 * that turns the reading direction, at most 200 characters. Every subject and display name that we send passes it, so
 * that no text of a stranger can begin a field of its own.
 */
export function headerSafe(text: string): string {
  const line = wellFormed(text.slice(0, BEFORE_CLEANING_CHARS))
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .replace(/\p{Bidi_Control}/gu, '')
    .normalize('NFC')
    .trim()
  if (line.length <= SAFE_CHARS) return line
  const cut = line.slice(0, SAFE_CHARS)
  // A cut through a surrogate pair leaves a half that must go too.
  return (cut.isWellFormed() ? cut : cut.slice(0, -1)).trimEnd()
}

const SAFE_CHARS = 200
/** Enough text to allow for removed characters, without reading a megabyte for 200 of them. */
const BEFORE_CLEANING_CHARS = 4_000
