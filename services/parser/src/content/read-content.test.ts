import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { contentLimits } from './content-limits.ts'
import { readContent } from './read-content.ts'

const mail = (...lines: readonly string[]): Buffer => Buffer.from(lines.join('\r\n'), 'latin1')

function read(raw: Buffer, pieceBytes: number = 64 * 1024) {
  const reading = readContent()
  for (let from = 0; from < raw.length; from += pieceBytes) reading.read(raw.subarray(from, from + pieceBytes))
  return reading.end()
}
function contentOf(raw: Buffer) {
  const end = read(raw)
  if ('limit' in end) throw new Error(`the mail breaks ${end.limit}`)
  return end.content
}

const PLAIN = 'From: ana@example.com\r\nSubject: Out\r\n\r\nHello\r\n'
const MIXED = 'Content-Type: multipart/mixed; boundary=b'

const DIGEST = expect.stringMatching(/^[0-9a-f]{64}$/)

describe('the text of a mail', () => {
  test('given plain text, then it is that, with what was quoted off the reply', () => {
    expect(contentOf(Buffer.from(PLAIN))).toEqual({
      text: 'Hello\n',
      textCut: false,
      reply: 'Hello',
      hasHtml: false,
      files: [],
      bodyDigest: DIGEST,
    })
    expect(contentOf(Buffer.from(`${PLAIN}\r\n> Where?\r\n`))).toMatchObject({
      text: 'Hello\n\n> Where?\n',
      reply: 'Hello',
    })
  })

  test.each([
    ['windows-1252', mail('Content-Type: text/plain; charset=windows-1252', '', 'caf\xe9 \x80 5'), 'café € 5'],
    ['iso-2022-jp', mail('Content-Type: text/plain; charset=iso-2022-jp', '', '\x1b$B2q5D\x1b(B'), '会議'],
    ['no charset', mail('Subject: x', '', 'caf\xc3\xa9'), 'café'],
    ['ascii that is none', mail('Content-Type: text/plain; charset=us-ascii', '', 'caf\xc3\xa9'), 'café'],
    ['an unknown charset', mail('Content-Type: text/plain; charset=x-nobody', '', 'caf\xc3\xa9'), 'café'],
    ['UTF-7', mail('Content-Type: text/plain; charset=utf-7', '', '+ADw-script+AD4-'), '+ADw-script+AD4-'],
    ['quoted-printable', mail('Content-Transfer-Encoding: quoted-printable', '', 'caf=C3=A9 =', 'x'), 'café x'],
    ['base64', mail('Content-Transfer-Encoding: base64', '', 'Y2Fmw6k='), 'café'],
    [
      'format=flowed',
      mail('Content-Type: text/plain; format=flowed', '', 'one ', 'two', '> a ', '> b'),
      'one two\n> a b',
    ],
  ])('given %s, then it is decoded', (_what, raw, text) => {
    expect(contentOf(raw).text).toBe(text)
  })

  test('given HTML alone, then it is its text, without markup and scripts', () => {
    const html = mail('Content-Type: text/html', '', '<h1>Hi</h1><script>alert(1)</script><p>I am <b>out</b>.<p>Ana')
    expect(contentOf(html)).toMatchObject({ text: expect.stringMatching(/^Hi\s+I am out\.\s+Ana$/), hasHtml: true })
  })

  test('given both, then it is the plain one', () => {
    const raw = mail(
      'Content-Type: multipart/alternative; boundary=b',
      '',
      ...['--b', '', 'Hello', '--b', 'Content-Type: text/html', '', '<p>Hello <i>there</i>', '--b--', ''],
    )
    expect(contentOf(raw)).toMatchObject({ text: 'Hello', hasHtml: true, files: [] })
  })

  test('given a footer of a list, then it follows the text', () => {
    expect(contentOf(mail(MIXED, '', '--b', '', 'Hello', '--b', '', '-- list', '--b--', '')).text).toBe(
      'Hello\n-- list',
    )
  })

  test('given NUL, lone surrogates and controls, then they are gone', () => {
    const raw = mail(
      'Content-Type: text/plain; charset=utf-16le',
      'Content-Transfer-Encoding: base64',
      '',
      Buffer.from('a\0\ud800\u0007\tb', 'utf16le').toString('base64'),
    )
    expect(contentOf(raw).text).toMatch(/^a\ufffd?\tb$/)
  })

  test.each([[''], ['\r\n'], ['Subject: x'], ['Subject: x\r\n\r\n']])('given %j, then there is none', (raw) => {
    expect(contentOf(Buffer.from(raw))).toEqual({
      text: null,
      textCut: false,
      reply: null,
      hasHtml: false,
      files: [],
      bodyDigest: DIGEST,
    })
  })

  test('given more than a text may have, then the rest is cut and said to be', () => {
    const long = contentOf(Buffer.from(`Subject: x\r\n\r\n${'x'.repeat(5_000_000)}`))
    expect(long).toMatchObject({ text: 'x'.repeat(contentLimits.textChars), textCut: true })
    const whole = contentOf(Buffer.from(`Subject: x\r\n\r\n${'x'.repeat(contentLimits.textChars)}`))
    expect(whole.textCut).toBe(false)
  })

  test('given long HTML alone, then its beginning is read and the rest said to be cut', () => {
    const html = contentOf(Buffer.from(`Content-Type: text/html\r\n\r\n${'<p>x</p>'.repeat(700_000)}`))
    expect(html.textCut).toBe(true)
    expect(html.text?.length).toBeGreaterThan(20_000)
  })
})

describe('the files of a mail', () => {
  const part = (name: string, body: string) => [
    '--b',
    `Content-Type: application/pdf; name="${name}"`,
    'Content-Disposition: attachment',
    'Content-Transfer-Encoding: base64',
    '',
    body,
  ]
  const sha256 = (bytes: string) => createHash('sha256').update(bytes).digest('hex')

  test('given attachments, then each has a safe name, its size, its digest and its place', () => {
    const raw = mail(
      MIXED,
      '',
      ...['--b', 'Content-Type: text/plain', '', 'See.'],
      ...part('../../etc/passwd', 'aGVsbG8='),
      ...part('=?utf-8?q?a=0D=0ABcc=3A_x=E2=80=AEfdp=2Eexe?=', 'aA=='),
      ...['--b', 'Content-Type: message/rfc822', '', 'Subject: inside', '', 'x', '--b--', ''],
    )
    const { text, files } = contentOf(raw)
    expect(text).toBe('See.')
    expect(files).toMatchObject([
      {
        name: 'passwd',
        mediaType: 'application/pdf',
        size: 5,
        sha256: sha256('hello'),
        place: [{ encoding: 'base64' }],
      },
      { name: 'a Bcc_ x fdp.exe', mediaType: 'application/pdf', size: 1, sha256: sha256('h') },
      { name: null, mediaType: 'message/rfc822', size: 20, place: [{ encoding: 'identity' }] },
    ])
    const [{ from, to } = { from: 0, to: 0 }] = files[0]?.place ?? []
    expect(raw.toString('latin1', from, to)).toBe('aGVsbG8=')
  })

  test('given images, then those that the HTML shows are inline', () => {
    const image = (id: string) => [
      '--b',
      'Content-Type: image/png',
      `Content-ID: <${id}>`,
      'Content-Disposition: inline',
      '',
      'x',
    ]
    const raw = mail(
      'Content-Type: multipart/related; boundary=b',
      '',
      ...['--b', 'Content-Type: text/html', '', '<img src="cid:a@x"><img src=\'CID:b%2bc@x\'>'],
      ...image('a@x'),
      ...image('b+c@x'),
      ...image('d@x'),
      '--b--',
    )
    expect(contentOf(raw).files.map(({ contentId, inline }) => [contentId, inline])).toEqual([
      ['a@x', true],
      ['b+c@x', true],
      ['d@x', false],
    ])
  })

  test.each([
    ['Content-Type: ;', 'application/octet-stream'],
    ['Content-Type: application', 'application/octet-stream'],
    ['Content-Type: Application/PDF; x=y', 'application/pdf'],
    ['Content-Type: application/x\xe9', 'application/octet-stream'],
    ['X-A: b', 'application/octet-stream'],
  ])('given an attachment of %j, then its media type is %s', (type, mediaType) => {
    expect(contentOf(mail(type, 'Content-Disposition: attachment', '', 'x')).files).toMatchObject([
      { mediaType, size: 1 },
    ])
  })

  test.each([
    ["filename*=utf-8''caf%C3%A9.txt", 'café.txt'],
    ['filename*0=a; filename*1=b.txt', 'ab.txt'],
    ['filename="=?utf-8?b?Y2Fmw6kudHh0?="', 'café.txt'],
    ['filename=__proto__', '__proto__'],
    ['filename=""', null],
  ])('given %s, then its name is %j', (parameter, name) => {
    expect(contentOf(mail(`Content-Disposition: attachment; ${parameter}`, '', 'x')).files).toMatchObject([{ name }])
  })
})

test('given pieces of any size, then the content is the same', () => {
  const html = [
    '--b',
    'Content-Type: text/html',
    'Content-Transfer-Encoding: quoted-printable',
    '',
    '<p>caf=C3=A9=',
    '</p>',
  ]
  const file = ['--b', 'Content-Type: image/png', 'Content-Transfer-Encoding: base64', '', 'aGVs', 'bG8=']
  const raw = mail(MIXED, '', ...html, ...file, '--b--', '')
  for (const pieceBytes of [1, 2, 3, 7, 100]) expect(read(raw, pieceBytes)).toEqual(read(raw))
})

test('given a structure beyond a limit, then there is no content', () => {
  expect(read(Buffer.from(`${MIXED}\r\n\r\n${'--b\r\n\r\n'.repeat(2_000)}`))).toEqual({ limit: 'parts' })
})
