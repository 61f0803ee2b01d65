// What an event carries of a header block; all of the mail still stands in the blob store.
const MAX_HEADER_BYTES = 65_536
const LF = 0x0a
const CR = 0x0d

/** Lets bytes pass and keeps the header block of what passed. Read `headers` and `size` when all has passed. */
export function headerTap(source: AsyncIterable<Uint8Array>): {
  bytes: AsyncIterable<Uint8Array>
  headers: () => Buffer
  size: () => number
} {
  const head: Uint8Array[] = []
  let headBytes = 0
  let size = 0
  async function* pass(): AsyncGenerator<Uint8Array> {
    for await (const part of source) {
      size += part.byteLength
      if (headBytes < MAX_HEADER_BYTES) {
        head.push(part.subarray(0, MAX_HEADER_BYTES - headBytes))
        headBytes += part.byteLength
      }
      yield part
    }
  }
  return { bytes: pass(), headers: () => headerBlock(Buffer.concat(head)), size: () => size }
}

/** Up to and with the empty line that ends the header fields (RFC 5322 §2.1). */
function headerBlock(bytes: Buffer): Buffer {
  for (let at = bytes.indexOf(LF); at !== -1; at = bytes.indexOf(LF, at + 1)) {
    if (bytes[at + 1] === LF) return bytes.subarray(0, at + 2)
    if (bytes[at + 1] === CR && bytes[at + 2] === LF) return bytes.subarray(0, at + 3)
  }
  return bytes
}
