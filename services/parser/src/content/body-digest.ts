import { createHash } from 'node:crypto'

const LF = 10
const CR = 13
const LINE_ENDS = Buffer.alloc(4_096, LF)

/**
 * A digest of everything below the header of a mail, taken while its bytes pass. CR, and line ends at the very end, count for
 * nothing: servers keep them as they like, and two copies of one mail must not differ by them.
 */
export function digestBody(): { take(piece: Uint8Array): void; hex(): string } {
  const hash = createHash('sha256')
  let isBody = false
  let lineIsEmpty = true
  let lineEnds = 0
  /** @returns where the body begins in the piece */
  const passHeader = (piece: Uint8Array): number => {
    for (let at = 0; at < piece.length; at++) {
      const byte = piece[at]
      if (byte === CR) continue
      if (byte !== LF) lineIsEmpty = false
      else if (lineIsEmpty) {
        isBody = true
        return at + 1
      } else lineIsEmpty = true
    }
    return piece.length
  }
  return {
    take(piece) {
      const from = isBody ? 0 : passHeader(piece)
      const kept = Buffer.allocUnsafe(piece.length - from)
      let length = 0
      for (let at = from; at < piece.length; at++) {
        const byte = piece[at] ?? 0
        if (byte !== CR) kept[length++] = byte
      }
      let end = length
      while (end > 0 && kept[end - 1] === LF) end--
      if (end > 0) {
        for (; lineEnds > 0; lineEnds -= Math.min(lineEnds, LINE_ENDS.length))
          hash.update(LINE_ENDS.subarray(0, lineEnds))
        hash.update(kept.subarray(0, end))
      }
      lineEnds += length - end
    },
    hex: () => hash.digest('hex'),
  }
}
