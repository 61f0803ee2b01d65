import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { PartDescription } from './describe-part.ts'
import { readParts } from './read-parts.ts'
import type { StructureLimit, StructureLimits } from './structure-limits.ts'
import { transferDecoder } from './transfer-decoder.ts'

const limits: StructureLimits = {
  nesting: 50,
  parts: 1_000,
  headerBytes: 512 * 1024,
  headerLines: 2_000,
  fieldBytes: 64 * 1024,
  addresses: 1_000,
}

interface Found {
  readonly part: PartDescription
  readonly raw: Buffer
  readonly place: { readonly from: number; readonly to: number }
}

function partsOf(raw: Buffer, cuts: readonly number[] = []): { parts: Found[]; broken: StructureLimit | undefined } {
  const parts: Found[] = []
  const reader = readParts(limits, (part) => {
    const taken: Buffer[] = []
    return {
      take: (bytes) => void taken.push(Buffer.from(bytes)),
      end: (from, to) => void parts.push({ part, raw: Buffer.concat(taken), place: { from, to } }),
    }
  })
  let from = 0
  for (const size of [...cuts, raw.length]) {
    reader.read(raw.subarray(from, from + size))
    from += size
  }
  return { parts, broken: reader.end() }
}

const mail = (...lines: readonly string[]): Buffer => Buffer.from(lines.join('\r\n'), 'latin1')
const seen = (raw: Buffer): string[] =>
  partsOf(raw).parts.map(({ part, raw: body }) => `${part.mediaType}: ${body.toString()}`)
const MIXED = 'Content-Type: multipart/mixed; boundary=b'

describe('the parts of a mail', () => {
  test.each<[what: string, raw: Buffer, parts: string[]]>([
    ['one part', mail('Subject: x', '', 'Hello', ''), ['text/plain: Hello\r\n']],
    ['no header', mail('', 'Hello'), ['text/plain: Hello']],
    ['a header alone', mail('Subject: x'), ['text/plain: ']],
    [
      'a preamble and an epilogue',
      mail(MIXED, '', 'preamble', '--b', '', 'one', '--b', '', 'two', '--b--', 'epilogue', '--b', '', 'no'),
      ['text/plain: one', 'text/plain: two'],
    ],
    ['bare LF', Buffer.from(`${MIXED}\n\n--b\n\none\n\n--b--\n`), ['text/plain: one\n']],
    ['two CRs', Buffer.from(`${MIXED}\r\r\n\r\r\n--b\r\r\n\r\r\none\r\r\n--b--\r\r\n`), ['text/plain: one\r']],
    ['no end', mail(MIXED, '', '--b', '', 'one', ''), ['text/plain: one\r\n']],
    ['an end without a line end', mail(MIXED, '', '--b', '', 'one', '--b--'), ['text/plain: one']],
    ['blanks behind the boundary', mail(MIXED, '', '--b \t', '', 'one', '--b-- '), ['text/plain: one']],
    [
      'a line that only begins like it',
      mail(MIXED, '', '--b', '', '--bc', '--b-', '--b--'),
      ['text/plain: --bc\r\n--b-'],
    ],
    ['an empty part', mail(MIXED, '', '--b', '', '--b', 'X: 1', '', '--b--'), ['text/plain: ', 'text/plain: ']],
    ['a part of a header alone', mail(MIXED, '', '--b', 'Content-Type: image/png', '--b--'), ['image/png: ']],
    [
      'an inner multipart that is not closed',
      mail(
        MIXED,
        '',
        '--b',
        'Content-Type: multipart/alternative; boundary=c',
        '',
        '--c',
        '',
        'one',
        '--b',
        '',
        'two',
        '--b--',
      ),
      ['text/plain: one', 'text/plain: two'],
    ],
    [
      'a mail within the mail',
      mail(
        MIXED,
        '',
        '--b',
        'Content-Type: message/rfc822',
        '',
        'Content-Type: multipart/mixed; boundary=c',
        '',
        '--c',
        '',
        'x',
        '--b--',
      ),
      ['message/rfc822: Content-Type: multipart/mixed; boundary=c\r\n\r\n--c\r\n\r\nx'],
    ],
    ['an end before the first part', mail(MIXED, '', '--b--', '--b', '', 'one', '--b--'), ['text/plain: one']],
    ['a multipart without a boundary', mail('Content-Type: multipart/mixed', '', '--b', 'x'), ['text/plain: --b\r\nx']],
    [
      'a multipart of no kind',
      mail('Content-Type: multipart/*; boundary=b', '', '--b', '', 'x', '--b--'),
      ['text/plain: x'],
    ],
  ])('given %s, then they are found', (_what, raw, parts) => {
    expect(seen(raw)).toEqual(parts)
  })
})

/** A part as it is made, and the parts of it that are no multiparts, as bytes. */
interface Made {
  readonly lines: Buffer
  readonly files: readonly Uint8Array[]
}

const ENCODINGS = {
  base64: (file: Uint8Array, width: number, end: string) =>
    (
      Buffer.from(file)
        .toString('base64')
        .match(new RegExp(`.{1,${width}}`, 'g')) ?? []
    ).join(end),
  'quoted-printable': (file: Uint8Array, width: number, end: string) =>
    [...file]
      .map(
        (byte, n) => `=${byte.toString(16).toUpperCase().padStart(2, '0')}${n % width === width - 1 ? `=${end}` : ''}`,
      )
      .join(''),
}
const made = (end: string) => {
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 200 }),
    fc.constantFrom('--', '\r\n--', '-', '\n', '\r').map((text) => Buffer.from(text)),
  )
  const leaf = fc
    .tuple(
      fc.constantFrom('text/plain', 'image/png', 'message/rfc822'),
      fc.constantFrom('base64', 'quoted-printable', '7bit', '8bit', 'binary'),
      bytes,
      fc.integer({ min: 1, max: 90 }),
    )
    // A CR at the end of a part and a bare LF behind it are one line end to every reader.
    .filter(([, encoding, file]) => encoding in ENCODINGS || end === '\r\n' || file.at(-1) !== 13)
    .map(([type, encoding, file, width]): Made => {
      const coded =
        encoding in ENCODINGS ? Buffer.from(ENCODINGS[encoding as keyof typeof ENCODINGS](file, width, end)) : file
      const head = `Content-Type: ${type}${end}Content-Transfer-Encoding: ${encoding}${end}${end}`
      return { lines: Buffer.concat([Buffer.from(head), coded]), files: [file] }
    })
  const { part } = fc.letrec<{ part: Made }>((tie) => ({
    part: fc.oneof(
      { maxDepth: 4, depthSize: 'small' },
      leaf,
      fc.tuple(fc.uuid(), fc.array(tie('part'), { minLength: 1, maxLength: 4 })).map(
        ([boundary, parts]): Made => ({
          lines: Buffer.concat([
            Buffer.from(`Content-Type: multipart/mixed; boundary="${boundary}"${end}${end}`),
            ...parts.flatMap(({ lines }) => [Buffer.from(`--${boundary}${end}`), lines, Buffer.from(end)]),
            Buffer.from(`--${boundary}--${end}`),
          ]),
          files: parts.flatMap(({ files }) => files),
        }),
      ),
    ),
  }))
  return part
}
const anyMail = fc.constantFrom('\n', '\r\n').chain(made)
const anyCuts = fc.array(fc.integer({ min: 1, max: 40 }), { maxLength: 100 })

test('given any mail, then each place decodes to the bytes that were put in', () => {
  fc.assert(
    fc.property(anyMail, anyCuts, ({ lines, files }, cuts) => {
      const { parts } = partsOf(lines, cuts)
      expect(parts).toHaveLength(files.length)
      for (const [at, { part, place, raw }] of parts.entries()) {
        const range = lines.subarray(place.from, place.to)
        expect(raw).toEqual(range)
        const decoder = transferDecoder(part.encoding)
        expect(Buffer.concat([decoder.decode(range), decoder.end()])).toEqual(Buffer.from(files[at] ?? []))
      }
    }),
    { numRuns: 500 },
  )
})

test('given any bytes cut anywhere, then the parts are those of the whole', () => {
  const piece = fc.constantFrom(
    '--b',
    '--b--',
    '--c',
    '-',
    '--',
    '\r',
    '\n',
    '\r\n',
    'x',
    ' ',
    `${MIXED}\n`,
    'Content-Type: multipart/x; boundary=c\n',
    '\n\n',
  )
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 60 }), anyCuts, fc.boolean(), (pieces, cuts, bytewise) => {
      const raw = Buffer.from([...(bytewise ? [MIXED, '\n\n'] : []), ...pieces].join(''))
      const whole = partsOf(raw)
      expect(partsOf(raw, bytewise ? Array.from(raw, () => 1) : cuts)).toEqual(whole)
      for (const { raw: body, place } of whole.parts) expect(body).toEqual(raw.subarray(place.from, place.to))
    }),
    { numRuns: 2_000 },
  )
})

describe('a structure made to hurt', () => {
  const nested = (levels: number, boundary = (n: number) => `b${n}`): string =>
    Array.from(
      { length: levels },
      (_, n) => `Content-Type: multipart/mixed; boundary="${boundary(n)}"\r\n\r\n--${boundary(n)}\r\n`,
    ).join('')

  test.each<[what: string, limit: StructureLimit, raw: () => string]>([
    ['ten thousand multiparts in one another', 'nesting', () => nested(10_000)],
    [
      'multiparts whose boundaries are longer than a line',
      'nesting',
      () => nested(200, (n) => `b${n}-`.padEnd(1_100, 'x')),
    ],
    ['a million parts', 'parts', () => `${MIXED}\r\n\r\n${'--b\r\n\r\n'.repeat(1_000_000)}`],
    ['a part whose boundary is everywhere', 'parts', () => `${MIXED}\r\n\r\n${'--b\n'.repeat(2_000_000)}`],
    ['a header of a megabyte', 'headerBytes', () => `X-A: ${'x'.repeat(900)}\r\n`.repeat(1_200)],
    ['a header of many lines', 'headerLines', () => 'X: 1\r\n'.repeat(2_001)],
    ['a part’s header of many lines', 'headerLines', () => `${MIXED}\r\n\r\n--b\r\n${'X: 1\r\n'.repeat(2_001)}`],
    ['one field without end', 'fieldBytes', () => `To: ${'x'.repeat(100_000)}`],
    ['one field in many lines', 'fieldBytes', () => `To: x\r\n${` ${'x'.repeat(70)}\r\n`.repeat(1_000)}`],
    ['fifty thousand recipients', 'addresses', () => `${`To: ${'a@b.example, '.repeat(400)}\r\n`.repeat(100)}\r\n`],
  ])('given %s, then the limit it breaks is named', (_what, limit, raw) => {
    const whole = Buffer.from(raw())
    expect(partsOf(whole).broken).toBe(limit)
    expect(
      partsOf(
        whole,
        Array.from({ length: Math.ceil(whole.length / 65_536) }, () => 65_536),
      ).broken,
    ).toBe(limit)
  })

  test.each<[what: string, raw: () => string]>([
    ['fifty levels', () => nested(49)],
    ['mails in mails', () => 'Content-Type: message/rfc822\r\n\r\n'.repeat(100)],
    ['a body of line ends', () => `${MIXED}\r\n\r\n--b\r\n\r\n${'\n'.repeat(20_000_000)}`],
    ['a body of dashes', () => `${MIXED}\r\n\r\n--b\r\n\r\n${'--'.repeat(10_000_000)}`],
    ['a body of lines of dashes', () => `${MIXED}\r\n\r\n--b\r\n\r\n${'--\n'.repeat(3_000_000)}`],
  ])('given %s, then it is read', (_what, raw) => {
    expect(partsOf(Buffer.from(raw())).broken).toBeUndefined()
  })
})
