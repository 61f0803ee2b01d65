import { afterAll, describe, expect, test } from 'vitest'
import { contentLimits } from '../src/content-limits.ts'
import { type ContentReader, createContentReader } from '../src/content-reader.ts'

const readers: ContentReader[] = []
const newReader = (...options: Parameters<typeof createContentReader>): ContentReader => {
  const reader = createContentReader(...options)
  readers.push(reader)
  return reader
}
afterAll(() => readers.forEach((reader) => reader.close()))

const PLAIN = 'From: ana@example.com\r\nSubject: Out\r\n\r\nHello\r\n'
const mail = (...lines: readonly string[]): Buffer => Buffer.from(lines.join('\r\n'), 'latin1')

describe('the content of a mail', () => {
  const reader = newReader()
  const contentOf = async (raw: Buffer) => {
    const read = await reader.read(raw)
    return 'content' in read ? read.content : read
  }

  test('is its text, decoded from its charset', async () => {
    expect(await contentOf(Buffer.from(PLAIN))).toEqual({ text: 'Hello\n', attachments: [] })
    const windows = mail('Content-Type: text/plain; charset=windows-1252', '', 'caf\xe9 \x80 5')
    expect(await contentOf(windows)).toMatchObject({ text: 'café € 5' })
    const japanese = mail('Content-Type: text/plain; charset=iso-2022-jp', '', '\x1b$B2q5D\x1b(B')
    expect(await contentOf(japanese)).toMatchObject({ text: '会議' })
    const quoted = mail(
      'Content-Type: text/plain; charset=utf-8',
      'Content-Transfer-Encoding: quoted-printable',
      '',
      'caf=C3=A9 =',
      'x',
    )
    expect(await contentOf(quoted)).toMatchObject({ text: 'café x' })
  })

  test('is the text of its HTML where there is no other, without markup and scripts', async () => {
    const html = mail('Content-Type: text/html', '', '<h1>Hi</h1><script>alert(1)</script><p>I am <b>out</b>.<p>Ana')
    expect(await contentOf(html)).toMatchObject({ text: expect.stringMatching(/^Hi\s+I am out\.\s+Ana$/) })
  })

  test('lists attachments with names that are safe to show', async () => {
    const part = (name: string, body: string) => [
      '--b',
      `Content-Type: application/pdf; name="${name}"`,
      'Content-Disposition: attachment',
      'Content-Transfer-Encoding: base64',
      '',
      body,
    ]
    const raw = mail(
      'Content-Type: multipart/mixed; boundary=b',
      '',
      ...['--b', 'Content-Type: text/plain', '', 'See.'],
      ...part('../../etc/passwd', 'aGVsbG8='),
      ...part('=?utf-8?q?a=0D=0ABcc=3A_x=E2=80=AEfdp=2Eexe?=', 'aA=='),
      ...['--b', 'Content-Type: message/rfc822', '', 'Subject: inside', '', 'x', '--b--', ''],
    )
    expect(await contentOf(raw)).toEqual({
      text: 'See.',
      attachments: [
        { name: 'passwd', mediaType: 'application/pdf', size: 5 },
        { name: 'a Bcc_ x fdp.exe', mediaType: 'application/pdf', size: 1 },
        { name: null, mediaType: 'message/rfc822', size: expect.any(Number) },
      ],
    })
  })

  test('has neither NUL nor lone surrogates', async () => {
    const raw = mail(
      'Content-Type: text/plain; charset=utf-16le',
      'Content-Transfer-Encoding: base64',
      '',
      Buffer.from('a\0\ud800b', 'utf16le').toString('base64'),
    )
    expect(await contentOf(raw)).toMatchObject({ text: expect.stringMatching(/^a\ufffd?b$/) })
  })

  test('is kept under a default type where a media type cannot be read', async () => {
    const raw = mail(
      'Content-Type: multipart/mixed; boundary=b',
      '',
      '--b',
      'Content-Type: ;',
      'Content-Disposition: attachment',
      '',
      'x',
      '--b--',
      '',
    )
    expect(await contentOf(raw)).toMatchObject({ attachments: [{ mediaType: expect.stringMatching(/./), size: 1 }] })
  })

  test('is empty for an empty mail', async () => {
    for (const raw of ['', '\r\n', 'Subject: x'])
      expect(await contentOf(Buffer.from(raw))).toMatchObject({ attachments: [] })
  })
})

describe('a mail made to hurt', () => {
  const reader = newReader()
  const nested = (levels: number): string =>
    Array.from({ length: levels }, (_, n) => `Content-Type: multipart/mixed; boundary=b${n}\r\n\r\n--b${n}\r\n`).join(
      '',
    )
  const many = (text: string, count: number): string => text.repeat(count)
  const multipart = 'Content-Type: multipart/mixed; boundary=b\r\n\r\n'

  test.each<[what: string, limit: string, raw: () => string]>([
    ['ten thousand multiparts in one another', 'nesting', () => nested(10_000)],
    ['mails in mails', 'nesting', () => many('Content-Type: message/rfc822\r\n\r\n', 100)],
    ['a million parts', 'parts', () => multipart + many('--b\r\n\r\n', 1_000_000)],
    ['a part whose boundary is everywhere', 'parts', () => multipart + many('--b\n', 2_000_000)],
    ['a header of a megabyte', 'headerBytes', () => many(`X-A: ${'x'.repeat(900)}\r\n`, 1_200)],
    ['a header of many lines', 'headerLines', () => many('X: 1\r\n', 2_001)],
    ['a part’s header of many lines', 'headerLines', () => `${multipart}--b\r\n${many('X: 1\r\n', 2_001)}`],
    ['one field without end', 'fieldBytes', () => `To: ${many('x', 100_000)}`],
    [
      'a parameter in ten thousand pieces',
      'headerLines',
      () => `Content-Type: a/b${Array.from({ length: 10_000 }, (_, n) => `;\r\n name*${n}=x`).join('')}`,
    ],
    ['fifty thousand recipients', 'addresses', () => many(`To: ${many('a@b.example, ', 400)}\r\n`, 100) + '\r\n'],
    ['more than fifty megabytes', 'rawBytes', () => PLAIN + many('x', contentLimits.rawBytes)],
  ])('%s is answered with the limit it breaks', async (_what, limit, raw) => {
    expect(await reader.read(Buffer.from(raw()))).toEqual({ unread: { limit, message: expect.stringMatching(/\.$/) } })
  })

  test('two thousand multiparts that the scan misses are caught by the MIME parser', async () => {
    // The scan looks for boundaries in lines of up to a thousand bytes.
    const boundary = (n: number): string => `b${n}-`.padEnd(1_100, 'x')
    const level = (n: number): string =>
      `Content-Type: multipart/mixed; boundary="${boundary(n)}"\r\n\r\n--${boundary(n)}\r\n`
    const raw = Array.from({ length: 2_000 }, (_, n) => level(n)).join('')
    expect(await reader.read(Buffer.from(`Subject: Out\r\n${raw}`))).toEqual({
      unread: { limit: 'parts', message: 'The mail has more than 1000 parts, so only its header was read.' },
    })
  })

  test.each<[what: string, raw: () => string]>([
    ['HTML in itself a hundred thousand times', () => `Content-Type: text/html\r\n\r\n${many('<div>', 100_000)}x`],
    ['fifty levels', () => nested(49)],
    ['a body of line ends', () => `${multipart}${many('\n', 20_000_000)}`],
    ['a body of dashes', () => `${multipart}${many('--', 10_000_000)}`],
    ['a body without line ends', () => `Content-Type: text/plain\r\n\r\n${many('x', 20_000_000)}`],
    [
      'an attachment of 40 MB',
      () =>
        `Content-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\r\n${many(`${'A'.repeat(76)}\r\n`, 500_000)}`,
    ],
    ['flowed text of a megabyte', () => `Content-Type: text/plain; format=flowed\r\n\r\n${many('> a \r\n', 200_000)}`],
  ])('%s is read within its limits, or its limit is named', async (_what, raw) => {
    const read = await reader.read(Buffer.from(raw()))
    const text = 'content' in read ? read.content.text : read.unread.message
    expect((text ?? '').length).toBeLessThanOrEqual(contentLimits.textChars)
  })

  test('leaves the reader fit for the next', async () => {
    expect(await reader.read(Buffer.from(PLAIN))).toMatchObject({ content: { text: 'Hello\n' } })
  })
})

describe('a child that does not come back', () => {
  test('is killed at its deadline, and the mail’s answer says so', async () => {
    const reader = newReader(new URL('./children/hangs.ts', import.meta.url), 500)
    const both = await Promise.all([reader.read(Buffer.from(PLAIN)), reader.read(Buffer.from(PLAIN))])
    for (const read of both) expect(read).toMatchObject({ unread: { limit: 'readMs' } })
  })

  test('is replaced when it throws where nobody catches', async () => {
    const reader = newReader(new URL('./children/throws-later.ts', import.meta.url))
    for (const _ of [1, 2]) {
      expect(await reader.read(Buffer.from(PLAIN))).toMatchObject({
        unread: { limit: null, message: expect.stringMatching(/could not be read/) },
      })
    }
  })

  test('dies of its heap alone, and is replaced', async () => {
    // On a busy machine its memory takes longer to fill than a mail may take to read.
    const reader = newReader(new URL('./children/fills-the-heap.ts', import.meta.url), 50_000)
    for (const _ of [1, 2])
      expect(await reader.read(Buffer.from(PLAIN))).toMatchObject({ unread: { limit: 'heapMegabytes' } })
  }, 120_000)
})

test('a mail that takes the child over sees its program’s folder, and no secret', async () => {
  const reader = newReader(new URL('./children/tells-what-it-sees.ts', import.meta.url))
  const read = await reader.read(Buffer.from(PLAIN))
  const denied = 'ERR_ACCESS_DENIED'
  expect(JSON.parse(('content' in read && read.content.text) || 'null')).toEqual({
    environment: [],
    parent: denied,
    self: denied,
    memory: denied,
    passwords: denied,
    secrets: denied,
    root: denied,
    upwards: denied,
    writing: denied,
    programs: denied,
    network: denied,
    own: 'done',
  })
})
