import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { DataDecoder } from './data-decoder.ts'

/** Reads what comes in chunks of these sizes, repeated. */
function decode(raw: string, sizes: readonly number[]) {
  const bytes = Buffer.from(raw, 'latin1')
  const decoder = new DataDecoder()
  const pieces: Buffer[] = []
  let read = 0
  for (let start = 0, turn = 0; start < bytes.length && !decoder.hasEnded; turn++) {
    const chunk = bytes.subarray(start, start + (sizes[turn % sizes.length] ?? 1))
    for (let at = 0; at < chunk.length && !decoder.hasEnded; ) {
      const next = decoder.read(chunk, at)
      read += next - at
      at = next
      if (decoder.isFull) pieces.push(decoder.takePiece())
    }
    start += chunk.length
  }
  pieces.push(decoder.takePiece())
  const { hasEnded, isAbandoned, bareLineEnd } = decoder
  return { text: Buffer.concat(pieces).toString('latin1'), pieces, read, hasEnded, isAbandoned, bareLineEnd }
}

const inTransit = (mail: string): string => `${mail.replace(/^\./gm, '..')}.\r\n`

describe('the content of a mail over SMTP', () => {
  test.each([
    ['an empty mail', '.\r\n', ''],
    ['a line', 'a\r\n.\r\n', 'a\r\n'],
    ['a dot alone', '..\r\n.\r\n', '.\r\n'],
    ['dots in a row', '...\r\n..a\r\n.\r\n', '..\r\n.a\r\n'],
    ['an added dot before a letter', '.a\r\n.\r\n', 'a\r\n'],
    ['a dot within a line', 'a.\r\n.\r\n', 'a.\r\n'],
    ['an empty line at the end', 'a\r\n\r\n.\r\n', 'a\r\n\r\n'],
  ])('%s is read in whatever chunks it comes', (_name, raw, mail) => {
    for (const size of [1, 2, 3, 1_000])
      expect(decode(raw, [size])).toMatchObject({ text: mail, hasEnded: true, bareLineEnd: undefined })
  })

  test('every mail comes out as it went in, and the read ends with its dot', () => {
    const line = fc.stringMatching(/^[.a\0\xff ]{0,5}$/)
    const mail = fc.array(line, { maxLength: 20 }).map((lines) => lines.map((text) => `${text}\r\n`).join(''))
    const sizes = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 5 })
    fc.assert(
      fc.property(mail, sizes, (text, of) => {
        const raw = inTransit(text)
        expect(decode(`${raw}QUIT\r\n`, of)).toMatchObject({ text, hasEnded: true, read: raw.length })
      }),
    )
  })

  test.each([
    ['\n.\r\nMAIL', 'bare LF', true],
    ['\r.\r\nMAIL', 'bare CR', false],
    ['\r\n.\nMAIL', 'bare LF', true],
    ['\r\n.\rMAIL', 'bare CR', true],
    ['\n.\nMAIL', 'bare LF', true],
    ['\n.\rMAIL', 'bare LF', true],
    ['\r\r\nMAIL', 'bare CR', false],
    ['\nMAIL', 'bare LF', false],
  ])('%j ends no mail and is reported', (lineEnd, bareLineEnd, isAbandoned) => {
    for (const size of [1, 2, 1_000])
      expect(decode(`a${lineEnd}`, [size])).toMatchObject({ hasEnded: false, bareLineEnd, isAbandoned })
    expect(decode(`a${lineEnd}\r\n.\r\n`, [1_000])).toMatchObject({ hasEnded: true, bareLineEnd })
  })

  test('3 MB of dot lines are read once, into pieces of 64 KiB', () => {
    const raw = `${'..\r\n'.repeat(786_432)}.\r\n`
    const { pieces, read, text } = decode(raw, [65_536])
    expect(read).toBe(raw.length)
    expect(text).toHaveLength(3 * 786_432)
    expect(pieces.length).toBeLessThanOrEqual(Math.ceil(text.length / 65_534) + 1)
  })
})
