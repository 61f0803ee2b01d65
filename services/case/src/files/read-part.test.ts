import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { ByteRange } from '@tubepost/blobs'
import { readPart } from './read-part.ts'

const HEAD = 'Content-Type: image/png\r\n\r\n'
const TAIL = '\r\n--x--\r\n'

/** Bytes of a mail that come in pieces. */
function reading(mail: Buffer, pieceBytes: number) {
  return async ({ from, to }: ByteRange): Promise<AsyncIterable<Uint8Array>> =>
    (async function* () {
      for (let at = from; at < to; at += pieceBytes) yield mail.subarray(at, Math.min(to, at + pieceBytes))
    })()
}

const ENCODINGS = {
  identity: (bytes: Buffer) => bytes.toString('latin1'),
  base64: (bytes: Buffer) => bytes.toString('base64').replaceAll(/.{76}/g, '$&\r\n'),
  'quoted-printable': (bytes: Buffer) =>
    [...bytes]
      .map((byte) => `=${byte.toString(16).toUpperCase().padStart(2, '0')}`)
      .join('')
      .replaceAll(/.{72}/g, '$&=\r\n'),
} as const

test.each(Object.keys(ENCODINGS) as (keyof typeof ENCODINGS)[])(
  'given %s in any pieces, then a range has the bytes of the file',
  async (encoding) => {
    const cases = fc.record({
      bytes: fc.uint8Array({ maxLength: 400 }),
      pieceBytes: fc.integer({ min: 1, max: 100 }),
      at: fc.tuple(fc.nat(500), fc.nat(500)),
    })
    await fc.assert(
      fc.asyncProperty(cases, async ({ bytes, pieceBytes, at }) => {
        const written = ENCODINGS[encoding](Buffer.from(bytes))
        const mail = Buffer.from(HEAD + written + TAIL, 'latin1')
        const [from, to] = at.map((each) => Math.min(each, bytes.length)).toSorted((a, b) => a - b) as [number, number]
        const place = [{ from: HEAD.length, to: HEAD.length + written.length, encoding }]
        const found = await readPart(reading(mail, pieceBytes), place, { from, to })
        const pieces: Uint8Array[] = []
        for await (const piece of found ?? []) pieces.push(piece)
        expect(Buffer.concat(pieces)).toEqual(Buffer.from(bytes.subarray(from, to)))
      }),
    )
  },
)

test('given bytes that are gone, then there is nothing to read', async () => {
  const place = [{ from: 0, to: 10, encoding: 'base64' as const }]
  expect(await readPart(async () => undefined, place, { from: 0, to: 5 })).toBeUndefined()
})
