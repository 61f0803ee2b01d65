import type { FilePart } from '@tubepost/events'
import { transferDecoder } from '@tubepost/mail'
import type { ByteRange } from '@tubepost/blobs'

type ReadBytes = (range: ByteRange) => Promise<AsyncIterable<Uint8Array> | undefined>

/**
 * A range of the decoded bytes of a file, read out of the bytes of its mail; undefined where those are gone. Encoded bytes are
 * decoded from the part's beginning, since no place in them says how many bytes came before it.
 */
export async function readPart(
  read: ReadBytes,
  place: FilePart['place'],
  range: ByteRange,
): Promise<AsyncIterable<Uint8Array> | undefined> {
  const [step] = place
  if (step === undefined) return undefined
  const { from, to, encoding } = step
  if (encoding === 'identity') return read({ from: from + range.from, to: Math.min(to, from + range.to) })
  const bytes = await read({ from, to })
  return bytes === undefined ? undefined : within(decoded(bytes, encoding), range)
}

async function* decoded(
  bytes: AsyncIterable<Uint8Array>,
  encoding: FilePart['place'][number]['encoding'],
): AsyncGenerator<Uint8Array> {
  const decoder = transferDecoder(encoding)
  for await (const piece of bytes) yield decoder.decode(piece)
  yield decoder.end()
}

async function* within(pieces: AsyncIterable<Uint8Array>, { from, to }: ByteRange): AsyncGenerator<Uint8Array> {
  let at = 0
  for await (const piece of pieces) {
    const wanted = piece.subarray(Math.max(0, from - at), Math.max(0, to - at))
    at += piece.byteLength
    if (wanted.byteLength > 0) yield wanted
    if (at >= to) return
  }
}
