import { isUtf8 } from 'node:buffer'
import { limits } from '../limits.ts'
import { wellFormed } from './well-formed.ts'

export interface HeaderField {
  /** Lower-case, ASCII. */
  readonly name: string
  /** Unfolded and trimmed, not decoded; without lone surrogates, and with U+2400 for each NUL in an address field. */
  readonly value: string
}

/** A mail's header fields in their order, topmost first. Names are looked up in lower case. */
export interface Headers {
  readonly fields: readonly HeaderField[]
  /** False when the block exceeded a limit, or was cut before: then the absence of a field proves nothing. */
  readonly complete: boolean
  all(name: string): string[]
  first(name: string): string | undefined
}

/**
 * Reads a header block, or the head of a whole mail up to the first empty line. Never throws and is bounded by
 * `limits`.
 *
 * Tolerated, since real mail has it: an mbox `From ` line, bare LF, CR CR LF, old Macintosh CR, white space before
 * the colon (RFC 5322 §4.5), lines that are no field, no empty line at the end. A CR inside a line is a space, not a
 * line end: one field to the servers on the way must not become two here.
 *
 * @param isCut whether the block is only the beginning of a longer one
 */
export function parseHeaderBlock(block: Uint8Array | string, isCut = false): Headers {
  const { text, cut, eightBit } = readText(block)
  const lineEnd = text.includes('\n') ? '\n' : '\r'
  const fields: HeaderField[] = []
  let complete = !cut && !isCut
  let name = ''
  let value = ''
  let lines = 0
  // The first colon from the present line on. Looked for once, not anew in each of many lines without one.
  let colon = text.indexOf(':')
  const close = (): void => {
    if (name !== '') fields.push({ name, value: withPictures(name, readValue(value, eightBit)) })
    name = ''
  }

  for (let start = 0; start < text.length; ) {
    let next = text.indexOf(lineEnd, start)
    if (next === -1) next = text.length
    let stop = next
    while (stop > start && text.charCodeAt(stop - 1) === CR) stop--
    if (stop === start) {
      if (lines > 0) break
    } else if (++lines > limits.headerLines) {
      complete = false
      break
    } else if (text.charCodeAt(start) === SPACE || text.charCodeAt(start) === TAB) {
      if (name !== '') value += text.slice(start, Math.min(stop, start + Math.max(0, limits.fieldChars - value.length)))
    } else {
      close()
      if (colon !== -1 && colon < start) colon = text.indexOf(':', start)
      const nameStop = colon > start && colon < stop ? fieldNameEnd(text, start, colon) : start
      if (nameStop > start) {
        name = text.slice(start, nameStop).toLowerCase().replaceAll(NUL, '')
        value = text.slice(colon + 1, Math.min(stop, colon + 1 + limits.fieldChars))
      }
    }
    start = next + 1
  }
  close()
  return new HeaderList(fields, complete)
}

const CR = 13
const SPACE = 32
const TAB = 9

/** A Map, so that `__proto__` and `constructor` are plain names (RELIABILITY S9). Most names occur once and need no array. */
class HeaderList implements Headers {
  readonly fields: readonly HeaderField[]
  readonly complete: boolean
  readonly #byName = new Map<string, string | string[]>()

  constructor(fields: readonly HeaderField[], complete: boolean) {
    this.fields = fields
    this.complete = complete
    for (const { name, value } of fields) {
      const known = this.#byName.get(name)
      if (known === undefined) this.#byName.set(name, value)
      else if (typeof known === 'string') this.#byName.set(name, [known, value])
      else known.push(value)
    }
  }

  all(name: string): string[] {
    const values = this.#byName.get(name)
    if (values === undefined) return []
    return typeof values === 'string' ? [values] : values.slice()
  }

  first(name: string): string | undefined {
    const values = this.#byName.get(name)
    return typeof values === 'object' ? values[0] : values
  }
}

/** Text of the block: UTF-8 when all of it is, else one char per byte (`eightBit`), to be decided field by field. */
function readText(block: Uint8Array | string): { text: string; cut: boolean; eightBit: boolean } {
  if (typeof block === 'string') {
    const cut = block.length > limits.headerBytes
    return { text: withoutMark(withoutNul(cut ? block.slice(0, limits.headerBytes) : block)), cut, eightBit: false }
  }
  const all = Buffer.from(block.buffer, block.byteOffset, block.byteLength)
  const length = headerLength(all)
  const cut = length > limits.headerBytes
  const head = all.subarray(0, Math.min(length, limits.headerBytes))
  const eightBit = !isUtf8(head)
  return { text: withoutMark(withoutNul(head.toString(eightBit ? 'latin1' : 'utf8'))), cut, eightBit }
}

/** `ana\0@` is not Ana: what stands for a NUL keeps the two apart. */
export function withoutNul(text: string): string {
  return wellFormed(text.includes('\0') ? text.replaceAll('\0', NUL) : text)
}

// The picture of a NUL, which nobody types and which is no letter of an address.
const NUL = '\u2400'

// Fields whose addresses are compared. Elsewhere a NUL is nothing, to the eye as well.
const ADDRESSES = /^(?:from|sender|return-path|cc|bcc|resent-\w+|(?:[\w-]+-)?to)$/

function withPictures(name: string, value: string): string {
  return value.includes(NUL) && !ADDRESSES.test(name) ? value.replaceAll(NUL, '') : value
}

/** Where the body may begin, so that a large body is neither decoded nor affects the guess at the charset. */
function headerLength(mail: Buffer): number {
  let start = 0
  while (mail[start] === CR || mail[start] === 10) start++
  const window = mail.subarray(start, start + limits.headerBytes + 1)
  const ends = [window.indexOf('\n\n'), window.indexOf('\n\r\n')].filter((at) => at !== -1)
  return ends.length === 0 ? mail.length : start + Math.min(...ends) + 1
}

function withoutMark(text: string): string {
  return text.charCodeAt(0) === 0xfeff ? text.slice(1) : text
}

/**
 * The end of the field name before the colon, or `start` when the line is no field: RFC 5322 §2.2, printable ASCII. A NUL
 * may hide there from the servers on the way.
 */
function fieldNameEnd(text: string, start: number, colon: number): number {
  let stop = colon
  while (stop > start && (text.charCodeAt(stop - 1) === SPACE || text.charCodeAt(stop - 1) === TAB)) stop--
  for (let at = start; at < stop; at++) {
    const code = text.charCodeAt(at)
    if (code <= SPACE || (code >= 127 && code !== NUL.charCodeAt(0))) return start
  }
  return stop
}

/** One field may be UTF-8 and its neighbour not, because each relay writes its own. */
function readValue(raw: string, eightBit: boolean): string {
  let value = raw
  if (eightBit) {
    const bytes = Buffer.from(raw, 'latin1')
    if (isUtf8(bytes)) value = bytes.toString('utf8')
  }
  return (value.includes('\r') ? value.replaceAll('\r', ' ') : value).trim()
}
