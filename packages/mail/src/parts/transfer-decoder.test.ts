import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { transferDecoder, type TransferEncoding } from './transfer-decoder.ts'

function decoded(encoding: TransferEncoding, raw: Uint8Array, pieces: readonly number[] = []): Buffer {
  const decoder = transferDecoder(encoding)
  const parts: Uint8Array[] = []
  let from = 0
  for (const size of [...pieces, raw.length]) {
    parts.push(decoder.decode(raw.subarray(from, from + size)))
    from += size
  }
  return Buffer.concat([...parts, decoder.end()])
}
const text = (encoding: TransferEncoding, raw: string): string => decoded(encoding, Buffer.from(raw)).toString('latin1')

const bytes = fc.uint8Array({ maxLength: 3_000 })
const pieces = fc.array(fc.integer({ min: 0, max: 90 }), { maxLength: 60 })

describe('base64', () => {
  test('given lines of any length, then the bytes come back', () => {
    fc.assert(
      fc.property(
        bytes,
        fc.integer({ min: 1, max: 100 }),
        fc.constantFrom('\n', '\r\n', ' '),
        pieces,
        (file, width, end, cuts) => {
          const lines =
            Buffer.from(file)
              .toString('base64')
              .match(new RegExp(`.{1,${width}}`, 'g')) ?? []
          expect(decoded('base64', Buffer.from(lines.join(end)), cuts)).toEqual(Buffer.from(file))
        },
      ),
    )
  })

  test.each([
    ['aGVsbG8', 'hello'],
    ['aGVsbG8=aGVsbG8=', 'hellohello'],
    ['aGVs*bG8=\0', 'hello'],
    ['a', ''],
    ['====', ''],
  ])('given %j, then it reads %j', (raw, expected) => {
    expect(text('base64', raw)).toBe(expected)
  })
})

describe('quoted-printable', () => {
  test('given any bytes as escapes, then they come back', () => {
    fc.assert(
      fc.property(bytes, fc.constantFrom('=\n', '=\r\n', '= \t\r\n'), pieces, (file, softBreak, cuts) => {
        const escapes = [...file].map(
          (byte, n) => `=${byte.toString(16).padStart(2, '0')}${n % 20 === 19 ? softBreak : ''}`,
        )
        expect(decoded('quoted-printable', Buffer.from(escapes.join('')), cuts)).toEqual(Buffer.from(file))
      }),
    )
  })

  test.each([
    ['caf=C3=A9', 'caf\xc3\xa9'],
    ['caf=c3=a9', 'caf\xc3\xa9'],
    ['one =\r\ntwo', 'one two'],
    ['one=  \ntwo', 'onetwo'],
    ['one \t \r\ntwo\n', 'one\r\ntwo\n'],
    ['blanks at the end  ', 'blanks at the end'],
    ['1+1=2', '1+1=2'],
    ['=ZZ', '=ZZ'],
    ['=4', '=4'],
    ['=', ''],
    ['==41', '=A'],
    ['=4=41', '=4A'],
    ['= x', '= x'],
    ['=\rx', '=\rx'],
    ['a=\r', 'a'],
  ])('given %j, then it reads %j', (raw, expected) => {
    expect(text('quoted-printable', raw)).toBe(expected)
  })

  test('given more blanks than a line may have, then they are text', () => {
    const blanks = ' '.repeat(5_000)
    expect(text('quoted-printable', `${blanks}\n`)).toBe(`${blanks}\n`)
    expect(text('quoted-printable', `=${blanks}\n`)).toHaveLength(5_002)
  })
})

test('given any bytes cut anywhere, then the result is that of the whole', () => {
  const hostile = fc.array(fc.constantFrom(...Buffer.from('= \t\r\nA4z+'), 0, 255), { maxLength: 300 })
  const encodings = fc.constantFrom<TransferEncoding>('identity', 'base64', 'quoted-printable')
  fc.assert(
    fc.property(encodings, hostile, pieces, (encoding, raw, cuts) => {
      const whole = Buffer.from(raw)
      expect(decoded(encoding, whole, cuts)).toEqual(decoded(encoding, whole))
    }),
  )
})
