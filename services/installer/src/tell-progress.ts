/** As process.stderr is one. */
export interface ProgressStream {
  readonly isTTY?: boolean
  write(text: string): unknown
}

// A line that changes more often cannot be read.
const REWRITE_MS = 100
// In a log each is a line for good; a work that is done sooner has none.
const LINE_MS = 3_000
const ERASE_LINE = '\r\u001b[K'

/**
 * Tells how far a long work is: on a terminal in one line that is written anew and gone at the end, elsewhere in a line every
 * few seconds.
 */
export function createProgress(stream: ProgressStream, now: () => number) {
  const isTerminal = stream.isTTY === true
  let told = isTerminal ? Number.NEGATIVE_INFINITY : now()
  let stands = false
  return {
    tell(text: string): void {
      const at = now()
      if (at - told < (isTerminal ? REWRITE_MS : LINE_MS)) return
      told = at
      stands = isTerminal
      stream.write(isTerminal ? ERASE_LINE + text : `${text}\n`)
    },
    end(): void {
      if (stands) stream.write(ERASE_LINE)
      stands = false
    },
  }
}
