import { type Headers, parseHeaderBlock } from '../header/headers.ts'
import type { StructureLimit, StructureLimits } from './structure-limits.ts'

const [SPACE, TAB, AT] = [32, 9, 64]

/** The header block of the mail, or of a part, as it comes in line by line. */
export class PartHead {
  readonly #limits: StructureLimits
  #lines: Uint8Array[] = []
  #length = 0
  #fieldLength = 0

  constructor(limits: StructureLimits) {
    this.#limits = limits
  }

  get isEmpty(): boolean {
    return this.#length === 0
  }

  /** @returns the limit that the line breaks, which may still be without its end */
  check(line: Buffer): StructureLimit | undefined {
    return this.#fieldWith(line) > this.#limits.fieldBytes ? 'fieldBytes' : undefined
  }

  add(line: Buffer): StructureLimit | undefined {
    this.#fieldLength = this.#fieldWith(line)
    this.#length += line.length
    this.#lines.push(line)
    if (this.#lines.length > this.#limits.headerLines) return 'headerLines'
    if (this.#length > this.#limits.headerBytes) return 'headerBytes'
    return this.#fieldLength > this.#limits.fieldBytes ? 'fieldBytes' : undefined
  }

  #fieldWith(line: Buffer): number {
    const continues = line[0] === SPACE || line[0] === TAB
    return line.length + (continues ? this.#fieldLength : 0)
  }

  /** The fields so far; what is added then belongs to another part. */
  take(): Headers {
    const headers = parseHeaderBlock(Buffer.concat(this.#lines, this.#length))
    this.#lines = []
    this.#length = this.#fieldLength = 0
    return headers
  }
}

/** As many as a mail names at most: an `@` may also stand in a name. */
export function countAddresses(headers: Headers): number {
  let count = 0
  for (const { name, value } of headers.fields) {
    if (!ADDRESS_FIELD.test(name)) continue
    for (let at = 0; at < value.length; at++) if (value.charCodeAt(at) === AT) count++
  }
  return count
}

const ADDRESS_FIELD = /^(?:from|sender|reply-to|to|cc|bcc)$/
