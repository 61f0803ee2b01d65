// The part of a header block that an event carries; the whole mail is in the blob store.
const MAX_HEADER_BYTES = 65_536
const LF = 0x0a
const CR = 0x0d

/**
 * Lets bytes pass and keeps their header block. `onBody` gets the bytes after it; a block that is too long ends where
 * it is cut. Read `headers` and `size` when all bytes have passed.
 */
export function headerTap(
  source: AsyncIterable<Uint8Array>,
  onBody: (bytes: Uint8Array) => void = () => {},
): {
  bytes: AsyncIterable<Uint8Array>
  headers: () => Buffer
  size: () => number
} {
  let head: Buffer = Buffer.alloc(0)
  let isComplete = false
  let size = 0
  const close = (block: Buffer): void => {
    isComplete = true
    onBody(head.subarray(block.length))
    head = Buffer.from(block)
  }
  async function* pass(): AsyncGenerator<Uint8Array> {
    for await (const part of source) {
      size += part.byteLength
      if (isComplete) onBody(part)
      else {
        head = Buffer.concat([head, part])
        const block = headerBlock(head.subarray(0, MAX_HEADER_BYTES))
        if (block !== undefined) close(block)
        else if (head.length >= MAX_HEADER_BYTES) close(head.subarray(0, MAX_HEADER_BYTES))
      }
      yield part
    }
  }
  return { bytes: pass(), headers: () => head, size: () => size }
}

/** Up to and with the empty line that ends the header fields (RFC 5322 §2.1); undefined where there is none. */
export function headerBlock(bytes: Buffer): Buffer | undefined {
  if (bytes[0] === LF) return bytes.subarray(0, 1)
  if (bytes[0] === CR && bytes[1] === LF) return bytes.subarray(0, 2)
  for (let at = bytes.indexOf(LF); at !== -1; at = bytes.indexOf(LF, at + 1)) {
    if (bytes[at + 1] === LF) return bytes.subarray(0, at + 2)
    if (bytes[at + 1] === CR && bytes[at + 2] === LF) return bytes.subarray(0, at + 3)
  }
  return undefined
}
