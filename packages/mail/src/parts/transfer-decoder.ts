/** How the bytes of a part are written on their way (RFC 2045 §6); all but two encodings change nothing. */
export type TransferEncoding = 'identity' | 'base64' | 'quoted-printable'

/**
 * Decodes bytes piece by piece. However they are cut into pieces, the result is the same, so that a file whose digest
 * was noted once reads the same for ever. Never throws, and holds no more than a line.
 */
export interface TransferDecoder {
  decode(piece: Uint8Array): Uint8Array
  /** The rest, once all pieces were given. */
  end(): Uint8Array
}

export function transferDecoder(encoding: TransferEncoding): TransferDecoder {
  switch (encoding) {
    case 'identity':
      return { decode: (piece) => piece, end: () => NOTHING }
    case 'base64':
      return new Base64Decoder()
    case 'quoted-printable':
      return new QuotedPrintableDecoder()
  }
}

const NOTHING = new Uint8Array(0)
const PADDING = 64
const IGNORED = 255

const SEXTETS = new Uint8Array(256).fill(IGNORED)
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/='
for (let at = 0; at < ALPHABET.length; at++) SEXTETS[ALPHABET.charCodeAt(at)] = at

/**
 * RFC 2045 §6.8: whatever is not of the alphabet is skipped. Padding ends a group and not the part: some gateways
 * append a second encoding to a first one. Bits that fill no byte are dropped.
 */
class Base64Decoder implements TransferDecoder {
  #bits = 0
  #count = 0

  decode(piece: Uint8Array): Uint8Array {
    const bytes = new Uint8Array(Math.ceil((piece.length * 3) / 4) + 1)
    let length = 0
    let bits = this.#bits
    let count = this.#count
    for (let at = 0; at < piece.length; at++) {
      const sextet = SEXTETS[piece[at] ?? 0] ?? IGNORED
      if (sextet < PADDING) {
        bits = ((bits << 6) | sextet) & 0xffff
        count += 6
        if (count >= 8) {
          count -= 8
          bytes[length++] = bits >> count
        }
      } else if (sextet === PADDING) count = 0
    }
    this.#bits = bits
    this.#count = count
    return bytes.subarray(0, length)
  }

  end(): Uint8Array {
    return NOTHING
  }
}

const [TAB, LF, CR, SPACE, EQUALS] = [9, 10, 13, 32, 61]
/** A longer run of blanks, or of what follows `=`, is text: a line has 998 bytes at most (RFC 5322 §2.1.1). */
const MOST_HELD = 1_000

/**
 * RFC 2045 §6.7: blanks at the end of a line are no text, `=` at its end joins it with the next, and an escape that is
 * none is left as it is.
 */
class QuotedPrintableDecoder implements TransferDecoder {
  /** Blanks that may turn out to end their line, or an escape that has begun. */
  readonly #held = new Uint8Array(MOST_HELD)
  #heldCount = 0
  /** Whether the present blanks are known to be text. */
  #blanksAreText = false
  #out = NOTHING
  #length = 0

  decode(piece: Uint8Array): Uint8Array {
    this.#out = new Uint8Array(piece.length + this.#heldCount)
    this.#length = 0
    for (let at = 0; at < piece.length; at++) this.#read(piece[at] ?? 0)
    return this.#out.subarray(0, this.#length)
  }

  /** An escape that the end cuts off is text; `=` alone joins with nothing. */
  end(): Uint8Array {
    const isText = this.#held[0] === EQUALS && this.#heldCount === 2 && hexDigit(this.#held[1] ?? 0) >= 0
    const rest = isText ? this.#held.slice(0, this.#heldCount) : NOTHING
    this.#heldCount = 0
    return rest
  }

  #read(byte: number): void {
    if (this.#heldCount > 0) {
      const isEscape = this.#held[0] === EQUALS
      if (isEscape ? this.#readEscape(byte) : this.#readBlank(byte)) return
    }
    if (byte === EQUALS || ((byte === SPACE || byte === TAB) && !this.#blanksAreText)) this.#hold(byte)
    else this.#put(byte)
    if (byte !== SPACE && byte !== TAB) this.#blanksAreText = false
  }

  /** @returns whether the byte was taken; else it is still to be read, with nothing held. */
  #readBlank(byte: number): boolean {
    if (byte === SPACE || byte === TAB) {
      if (this.#heldCount === MOST_HELD) {
        this.#putHeld()
        this.#blanksAreText = true
        return false
      }
      this.#hold(byte)
      return true
    }
    if (byte === LF || byte === CR) this.#heldCount = 0
    else this.#putHeld()
    return false
  }

  #readEscape(byte: number): boolean {
    const last = this.#held[this.#heldCount - 1] ?? 0
    if (this.#heldCount === 1 && hexDigit(byte) >= 0) return this.#hold(byte)
    if (this.#heldCount === 2 && hexDigit(last) >= 0) {
      if (hexDigit(byte) < 0) return this.#giveUp(byte)
      this.#heldCount = 0
      this.#put(hexDigit(last) * 16 + hexDigit(byte))
      return true
    }
    if (byte === LF) {
      this.#heldCount = 0
      return true
    }
    const mayEnd = last !== CR && (byte === SPACE || byte === TAB || byte === CR) && this.#heldCount < MOST_HELD
    return mayEnd ? this.#hold(byte) : this.#giveUp(byte)
  }

  /** The `=` is text, and what followed it is read anew: it holds no second one. */
  #giveUp(byte: number): boolean {
    const after = this.#held.slice(1, this.#heldCount)
    this.#heldCount = 0
    this.#put(EQUALS)
    for (const each of after) this.#read(each)
    this.#read(byte)
    return true
  }

  #hold(byte: number): true {
    this.#held[this.#heldCount++] = byte
    return true
  }

  #put(byte: number): void {
    this.#out[this.#length++] = byte
  }

  #putHeld(): void {
    for (let at = 0; at < this.#heldCount; at++) this.#put(this.#held[at] ?? 0)
    this.#heldCount = 0
  }
}

function hexDigit(code: number): number {
  if (code >= 0x30 && code <= 0x39) return code - 0x30
  const lower = code | 0x20
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x57 : -1
}
