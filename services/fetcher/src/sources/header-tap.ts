import { MAX_HEADER_BYTES } from '@tubepost/events'

/** Nearly every header block is shorter. */
export const USUAL_HEADER_BYTES = 64 * 1024
const FIRST_BYTES = 4 * 1024
const LF = 0x0a
const CR = 0x0d

/** The kept part of a header block. `isCut` where it is longer than `MAX_HEADER_BYTES`. */
export interface HeaderPart {
  readonly headers: Buffer
  readonly isCut: boolean
}

/**
 * Lets bytes pass and keeps their header block. `onBody` gets the bytes after it; a block that is too long ends where
 * it is cut. Read `header` and `size` when all bytes have passed.
 */
export function headerTap(
  source: AsyncIterable<Uint8Array>,
  onBody: (bytes: Uint8Array) => void = () => {},
): {
  bytes: AsyncIterable<Uint8Array>
  header: () => HeaderPart
  size: () => number
} {
  const head = new GrowingHead()
  let size = 0
  async function* pass(): AsyncGenerator<Uint8Array> {
    for await (const part of source) {
      size += part.byteLength
      const taken = head.take(part)
      if (taken < part.byteLength) onBody(part.subarray(taken))
      yield part
    }
  }
  return { bytes: pass(), header: () => head.part(), size: () => size }
}

/** The bytes of a header block as they come. Each is copied a bounded number of times and looked at once. */
class GrowingHead {
  #bytes = Buffer.allocUnsafe(FIRST_BYTES)
  #length = 0
  #isComplete = false
  #isCut = false

  /** @returns the number of bytes that belong to the header block */
  take(part: Uint8Array): number {
    if (this.#isComplete || this.#isCut) return 0
    const before = this.#length
    const added = part.subarray(0, MAX_HEADER_BYTES - before)
    this.#makeRoomFor(before + added.length)
    this.#bytes.set(added, before)
    this.#length = before + added.length
    // The empty line may have begun in the part before.
    const end = headerEnd(this.#bytes.subarray(0, this.#length), Math.max(0, before - 2))
    if (end !== undefined) {
      this.#length = end
      this.#isComplete = true
    } else if (this.#length === MAX_HEADER_BYTES) this.#isCut = true
    return this.#length - before
  }

  part(): HeaderPart {
    return { headers: this.#bytes.subarray(0, this.#length), isCut: this.#isCut }
  }

  #makeRoomFor(length: number): void {
    if (length <= this.#bytes.length) return
    const larger = Buffer.allocUnsafe(Math.max(length, 2 * this.#bytes.length))
    this.#bytes.copy(larger, 0, 0, this.#length)
    this.#bytes = larger
  }
}

/** Up to and with the empty line that ends the header fields (RFC 5322 §2.1); undefined where there is none. */
export function headerBlock(bytes: Buffer): Buffer | undefined {
  const end = headerEnd(bytes, 0)
  return end === undefined ? undefined : bytes.subarray(0, end)
}

/** The header block of a mail of which at most `limit` bytes were read; cut where they hold no end of it. */
export function headerPart(start: Buffer, limit: number): HeaderPart {
  const block = headerBlock(start)
  return { headers: block ?? start, isCut: block === undefined && start.length >= limit }
}

/** The offset after the empty line, which is looked for from `from` on. */
function headerEnd(bytes: Buffer, from: number): number | undefined {
  if (from === 0 && bytes[0] === LF) return 1
  if (from === 0 && bytes[0] === CR && bytes[1] === LF) return 2
  for (let at = bytes.indexOf(LF, from); at !== -1; at = bytes.indexOf(LF, at + 1)) {
    if (bytes[at + 1] === LF) return at + 2
    if (bytes[at + 1] === CR && bytes[at + 2] === LF) return at + 3
  }
  return undefined
}
