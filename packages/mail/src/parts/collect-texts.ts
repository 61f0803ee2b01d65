import { decodeText } from './decode-text.ts'
import type { PartDescription } from './describe-part.ts'
import type { PartTaker } from './read-parts.ts'
import { transferDecoder } from './transfer-decoder.ts'

export interface CollectedTexts {
  taker(part: PartDescription): PartTaker
  joined(separator: string): string
  /** Whether there were more bytes. */
  isCut(): boolean
}

/** The texts of several parts, decoded; of all of them together, the first `mostBytes`. */
export function collectTexts(mostBytes: number): CollectedTexts {
  const texts: string[] = []
  let bytesLeft = mostBytes
  let isCut = false
  return {
    taker(part) {
      const decoder = transferDecoder(part.encoding)
      const pieces: Uint8Array[] = []
      const keep = (bytes: Uint8Array): void => {
        const kept = bytes.subarray(0, bytesLeft)
        if (kept.length < bytes.length) isCut = true
        bytesLeft -= kept.length
        // A copy: the view would keep all that was read from the pipe with it.
        if (kept.length > 0) pieces.push(Buffer.from(kept))
      }
      return {
        take: (bytes) => {
          if (bytesLeft > 0 || !isCut) keep(decoder.decode(bytes))
        },
        end: () => {
          keep(decoder.end())
          const text = decodeText(Buffer.concat(pieces), part)
          if (text !== '') texts.push(text)
        },
      }
    },
    joined: (separator) => texts.join(separator),
    isCut: () => isCut,
  }
}
