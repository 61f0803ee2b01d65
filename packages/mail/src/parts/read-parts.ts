import { describePart, type PartDescription } from './describe-part.ts'
import { breakBefore, endOfCertain, isBlankLine, lineEnd, lineOfDashes, mayBeginWithDashes } from './lines-of-bytes.ts'
import { type Delimiter, OpenMultiparts } from './open-multiparts.ts'
import { countAddresses, PartHead } from './part-head.ts'
import type { StructureLimit, StructureLimits } from './structure-limits.ts'

/** Takes the bytes of one part as they stand in the mail; places are counted from the mail’s first byte. */
export interface PartTaker {
  /** A view of what was read: whoever keeps it, copies it. */
  take(bytes: Uint8Array): void
  end(from: number, to: number): void
}

/** Reads one mail piece by piece. */
export interface PartsReader {
  /** @returns the limit that the mail has broken; nothing after it is read */
  read(piece: Uint8Array): StructureLimit | undefined
  end(): StructureLimit | undefined
}

/**
 * Finds the parts of a mail in one pass, however its bytes are cut into pieces. Linear in the mail, and holds one
 * header block or one line that may separate parts. A mail within a mail is a part like any other, and not looked
 * into.
 *
 * A line that separates parts of an outer multipart ends all that is open within it, as mail programs have it; the
 * line end before it belongs to it and not to the part (RFC 2046 §5.1.1).
 *
 * @param begin called for each part that is no multipart; what it returns is given the bytes
 */
export function readParts(limits: StructureLimits, begin: (part: PartDescription) => PartTaker): PartsReader {
  return new Reader(limits, begin)
}

const LF = 10
const NOTHING = Buffer.alloc(0)

class Reader implements PartsReader {
  readonly #limits: StructureLimits
  readonly #begin: (part: PartDescription) => PartTaker
  readonly #open = new OpenMultiparts()
  readonly #head: PartHead
  #isHead = true
  #parts = 1
  #part: PartTaker | undefined
  #partFrom = 0
  #broken: StructureLimit | undefined

  /** Bytes that may be the beginning of a separating line or of a header line, and the place behind them. */
  #held: Uint8Array[] = []
  #heldLength = 0
  #at = 0
  /** Whether the next byte of a body begins a line. */
  #atLineStart = true

  constructor(limits: StructureLimits, begin: (part: PartDescription) => PartTaker) {
    this.#limits = limits
    this.#begin = begin
    this.#head = new PartHead(limits)
  }

  read(piece: Uint8Array): StructureLimit | undefined {
    if (this.#broken !== undefined) return this.#broken
    this.#at += piece.length
    this.#held.push(piece)
    this.#heldLength += piece.length
    // A long line that comes in many pieces is looked at once, when it ends or cannot separate anything.
    const most = this.#isHead ? this.#limits.fieldBytes : this.#open.longestDelimiter
    const isUndecided = this.#heldLength > piece.length && this.#heldLength <= most && !piece.includes(LF)
    return isUndecided ? undefined : this.#readHeld(false)
  }

  end(): StructureLimit | undefined {
    if (this.#broken !== undefined) return this.#broken
    this.#readHeld(true)
    if (this.#broken === undefined && this.#isHead && !this.#head.isEmpty) this.#endHead(this.#at)
    this.#endPart(this.#at)
    return this.#broken
  }

  #readHeld(isLast: boolean): StructureLimit | undefined {
    const [only = NOTHING] = this.#held
    const data = this.#held.length === 1 ? asBuffer(only) : Buffer.concat(this.#held, this.#heldLength)
    const from = this.#at - data.length
    let at = 0
    let before = -1
    while (at < data.length && at !== before && this.#broken === undefined) {
      before = at
      at = this.#isHead ? this.#readHeadLine(data, at, from, isLast) : this.#readBody(data, at, from, isLast)
    }
    const rest = data.subarray(at)
    // A copy: the view would keep the whole piece in memory.
    this.#held = rest.length === 0 ? [] : [rest.length === data.length ? rest : Buffer.from(rest)]
    this.#heldLength = rest.length
    return this.#broken
  }

  /** @returns where the next line begins; `start` where this one has not come in whole */
  #readHeadLine(data: Buffer, start: number, from: number, isLast: boolean): number {
    const end = lineEnd(data, start)
    if (end > data.length && !isLast) {
      this.#broken = this.#head.check(data.subarray(start))
      return start
    }
    const next = Math.min(end, data.length)
    const found = this.#open.delimiterIn(data, start, next)
    if (found !== undefined) {
      // A part may be a header alone.
      if (!this.#head.isEmpty) this.#endHead(from + start)
      this.#separate(found, from + start, from + next)
    } else if (isBlankLine(data, start, next)) this.#endHead(from + next)
    else this.#broken = this.#head.add(data.subarray(start, next))
    return next
  }

  /** @returns where the bytes begin that are still to be read */
  #readBody(data: Buffer, start: number, from: number, isLast: boolean): number {
    if (this.#open.count === 0) return this.#passBody(data, start, data.length)
    for (let at = start; ; ) {
      const line = this.#atLineStart && at === start ? start : lineOfDashes(data, at)
      if (line === -1) return this.#passBody(data, start, isLast ? data.length : endOfCertain(data, start))
      this.#atLineStart = false
      const end = lineEnd(data, line)
      const mayGrow = end > data.length && !isLast && data.length - line <= this.#open.longestDelimiter
      if (mayGrow && mayBeginWithDashes(data, line)) {
        const kept = breakBefore(data, line, start)
        this.#passBody(data, start, kept)
        // Looked at again from its beginning, with the line end before it.
        this.#atLineStart = kept === line
        return kept
      }
      const next = Math.min(end, data.length)
      const found = this.#open.delimiterIn(data, line, next)
      if (found !== undefined) {
        const body = this.#passBody(data, start, breakBefore(data, line, start))
        this.#separate(found, from + body, from + next)
        return next
      }
      at = next - 1
    }
  }

  #passBody(data: Buffer, start: number, end: number): number {
    if (end > start) {
      this.#part?.take(data.subarray(start, end))
      this.#atLineStart = false
    }
    return end
  }

  #separate(delimiter: Delimiter, bodyEnd: number, next: number): void {
    this.#endPart(bodyEnd)
    if (++this.#parts > this.#limits.parts) this.#broken ??= 'parts'
    this.#open.pass(delimiter)
    this.#isHead = !delimiter.closes
    this.#partFrom = next
    this.#atLineStart = true
  }

  #endHead(next: number): void {
    const headers = this.#head.take()
    this.#isHead = false
    this.#partFrom = next
    this.#atLineStart = true
    if (this.#parts === 1 && countAddresses(headers) > this.#limits.addresses) {
      this.#broken = 'addresses'
      return
    }
    const part = describePart(headers)
    if (part.boundary === null) this.#part = this.#begin(part)
    else {
      this.#open.open(part.boundary)
      if (this.#open.count > this.#limits.nesting) this.#broken = 'nesting'
    }
  }

  #endPart(to: number): void {
    this.#part?.end(this.#partFrom, to)
    this.#part = undefined
  }
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}
