import libmime from 'libmime'
import { oneLine } from './well-formed.ts'

/**
 * Decodes the encoded-words of an unstructured field or a display name (RFC 2047). The result is one well-formed
 * line.
 *
 * Adjacent words of one charset are joined as bytes before they are decoded: senders cut multi-byte characters in
 * two, which RFC 2047 §5 forbids. Unknown charsets fall back to UTF-8 and then to replacement characters; text that
 * only looks like an encoded-word is left unchanged. The result is for people and for the grammar: never parse an
 * address from it.
 */
export function decodeHeaderText(value: string): string {
  if (!value.includes('=?')) return oneLine(value)
  let result = ''
  let copied = 0
  let pending: { charset: string; parts: Buffer[] } | undefined
  const flush = (): void => {
    if (pending !== undefined) result += decodeBytes(Buffer.concat(pending.parts), pending.charset)
    pending = undefined
  }
  for (const match of value.matchAll(ENCODED_WORD)) {
    const between = value.slice(copied, match.index)
    // White space between two encoded-words is not part of the text (RFC 2047 §6.2).
    if (pending === undefined || between.trim() !== '') {
      flush()
      result += between
    }
    const [word, charset, encoding, text] = [match[0], match[1]!.toLowerCase(), match[2]!.toLowerCase(), match[3]!]
    if (pending !== undefined && pending.charset !== charset) flush()
    pending ??= { charset, parts: [] }
    if (encoding === 'b') pending.parts.push(Buffer.from(text, 'base64'))
    else if (ASCII.test(text)) pending.parts.push(decodeQ(text))
    else {
      // Raw 8-bit text in an encoded-word is against RFC 2047 §4.2; it was decoded when the field was read.
      flush()
      pending = { charset, parts: [] }
      for (const piece of text.split(NOT_ASCII))
        result += ASCII.test(piece) ? decodeBytes(decodeQ(piece), charset) : piece
    }
    copied = match.index + word.length
  }
  flush()
  return oneLine(result + value.slice(copied))
}

/**
 * charset, optional language (RFC 2231 §5), encoding, text. Spaces inside the text are tolerated, as senders fold
 * there. Every class stops at `?`, so a failed match never reads beyond the next one.
 */
const ENCODED_WORD = /=\?([\w.:+-]{1,40})(?:\*[\w-]{0,20})?\?([bBqQ])\?([^?\r\n]{0,10000})\?=/g

const ASCII = /^[\0-\x7f]*$/
const NOT_ASCII = /([^\0-\x7f]+)/

/** The Q encoding (RFC 2047 §4.2). A broken escape is kept unchanged. */
function decodeQ(text: string): Buffer {
  const bytes = Buffer.from(text)
  let length = 0
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at]!
    if (byte === 0x5f) bytes[length++] = 0x20
    else if (byte === 0x3d && hexDigit(bytes[at + 1]) >= 0 && hexDigit(bytes[at + 2]) >= 0) {
      bytes[length++] = hexDigit(bytes[at + 1]) * 16 + hexDigit(bytes[at + 2])
      at += 2
    } else bytes[length++] = byte
  }
  return bytes.subarray(0, length)
}

function hexDigit(code: number | undefined): number {
  if (code === undefined) return -1
  if (code >= 0x30 && code <= 0x39) return code - 0x30
  const lower = code | 0x20
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x57 : -1
}

function decodeBytes(bytes: Buffer, charset: string): string {
  if (charset === 'utf-8' || charset === 'us-ascii') return bytes.toString('utf8')
  try {
    return libmime.decodeWord(charset, 'B', bytes.toString('base64'))
  } catch {
    // A decoder that throws says nothing about the mail: its bytes are shown one by one.
    return bytes.toString('latin1')
  }
}
