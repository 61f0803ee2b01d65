/** A line that separates parts: of which multipart, counted from the outermost, and whether it is its last. */
export interface Delimiter {
  readonly depth: number
  readonly closes: boolean
}

/** The multiparts that are open at a place of a mail, by their boundaries. */
export class OpenMultiparts {
  #boundaries: string[] = []
  /** The depth of the first that has no part yet; only the innermost may have none. */
  #firstEmpty = 0
  readonly #depthOf = new Map<string, number>()
  #longest = 0

  get count(): number {
    return this.#boundaries.length
  }

  /** Bytes of the longest line that may separate parts. */
  get longestDelimiter(): number {
    return this.#longest + MOST_BLANKS
  }

  open(boundary: string): void {
    this.#boundaries.push(boundary)
    this.#note()
  }

  /** Goes on behind a line that separates: all that is open within its multipart is closed, and where it closes, that too. */
  pass({ depth, closes }: Delimiter): void {
    const left = closes ? depth : depth + 1
    this.#firstEmpty = left
    if (left >= this.#boundaries.length) return
    this.#boundaries.length = left
    this.#note()
  }

  /** RFC 2046 §5.1.1: two dashes, a boundary, two more where the multipart ends, and perhaps blanks. */
  delimiterIn(data: Buffer, start: number, end: number): Delimiter | undefined {
    if (this.#boundaries.length === 0 || data[start] !== DASH || data[start + 1] !== DASH) return undefined
    if (end - start > this.longestDelimiter) return undefined
    const line = data.toString('latin1', start + 2, end).trimEnd()
    const opens = this.#depthOf.get(line)
    if (opens !== undefined) return { depth: opens, closes: false }
    const closed = line.endsWith('--') ? this.#depthOf.get(line.slice(0, -2)) : undefined
    // An end before the first part would hide all parts from us that others see.
    return closed === undefined || closed >= this.#firstEmpty ? undefined : { depth: closed, closes: true }
  }

  #note(): void {
    this.#depthOf.clear()
    // Where two have the same boundary, the inner one counts.
    for (const [depth, boundary] of this.#boundaries.entries()) this.#depthOf.set(boundary, depth)
    this.#longest = Math.max(0, ...this.#boundaries.map((boundary) => boundary.length + DASHES))
  }
}

const DASH = 45
/** Before and behind a boundary. */
const DASHES = 4
/** Blanks behind a boundary; with more, the line would be longer than a line may be (RFC 5322 §2.1.1). */
const MOST_BLANKS = 998
