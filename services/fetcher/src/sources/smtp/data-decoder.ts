const LF = 0x0a
const CR = 0x0d
const DOT = 0x2e
/** One write to the disk. Smaller ones would make a system call of each short line that somebody sends for itself. */
const PIECE_BYTES = 64 * 1024

type State = 'line start' | 'text' | 'cr' | 'dot' | 'dot cr' | 'after bare lf' | 'dot after bare lf'

/** The line end that RFC 5321 §2.3.8 forbids. */
export type BareLineEnd = 'bare CR' | 'bare LF'

/**
 * Reads the content of one mail as it stands between DATA and the final dot (RFC 5321 §4.5.2): takes the dots off that
 * were added, and finds the end, which is CR LF . CR LF and nothing else. One pass over the bytes, which are gathered
 * into pieces, so that neither lines of dots nor short writes make an object each.
 *
 * A CR or an LF alone is a line end to some servers and none to others: by it a second mail is smuggled in the first
 * (RELIABILITY S16). It is reported in `bareLineEnd`, and the mail must be refused.
 */
export class DataDecoder {
  #state: State = 'line start'
  #piece = Buffer.allocUnsafe(PIECE_BYTES)
  #filled = 0
  /** The first one. What comes after it is read only for the end of the mail. */
  bareLineEnd: BareLineEnd | undefined
  hasEnded = false
  /** A dot stood alone on a line of another line end: the sender may take the mail for ended, and here it is not. */
  isAbandoned = false

  /** @returns the offset up to which the chunk was read: less than its length at the end, and when a piece is full */
  read(chunk: Buffer, from: number): number {
    let at = from
    while (at < chunk.length && this.#filled < PIECE_BYTES - 1 && !this.hasEnded) this.#take(chunk[at++] as number)
    return at
  }

  get isFull(): boolean {
    return this.#filled >= PIECE_BYTES - 1
  }

  /** The bytes since the last piece. */
  takePiece(): Buffer {
    const piece = this.#piece.subarray(0, this.#filled)
    if (!this.hasEnded) this.#piece = Buffer.allocUnsafe(PIECE_BYTES)
    this.#filled = 0
    return piece
  }

  #take(byte: number): void {
    switch (this.#state) {
      case 'line start':
        if (byte === DOT) this.#state = 'dot'
        else this.#text(byte)
        break
      case 'text':
        this.#text(byte)
        break
      case 'cr':
        if (byte === LF) {
          this.#put(byte)
          this.#state = 'line start'
        } else this.#afterBareCr(byte)
        break
      case 'dot':
        if (byte === CR) this.#state = 'dot cr'
        else {
          if (byte === LF) this.isAbandoned = true
          this.#text(byte)
        }
        break
      case 'dot cr':
        if (byte === LF) this.hasEnded = true
        else {
          this.isAbandoned = true
          this.#put(CR)
          this.#afterBareCr(byte)
        }
        break
      case 'after bare lf':
        if (byte === DOT) this.#state = 'dot after bare lf'
        else this.#text(byte)
        break
      case 'dot after bare lf':
        if (byte === CR || byte === LF) this.isAbandoned = true
        this.#text(byte)
        break
    }
  }

  #text(byte: number): void {
    this.#put(byte)
    if (byte === LF) {
      this.bareLineEnd ??= 'bare LF'
      this.#state = 'after bare lf'
    } else this.#state = byte === CR ? 'cr' : 'text'
  }

  #afterBareCr(byte: number): void {
    this.bareLineEnd ??= 'bare CR'
    this.#text(byte)
  }

  #put(byte: number): void {
    this.#piece[this.#filled++] = byte
  }
}
