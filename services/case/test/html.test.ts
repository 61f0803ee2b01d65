import { createHash } from 'node:crypto'
import type { WholeCase } from '@tubepost/api'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createHtmlReader } from '../src/html/html-reader.ts'
import { htmlLimits } from '../src/html/html-limits.ts'
import { aMail, type Installation, type Intent, type Replica, startInstallation } from './installation.ts'

const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)
const SVG = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>')
const REMOTE = 'http://pictures.example/1.png'
const HTML = `<p style="color:red" onclick="x()">Привет</p><img src="cid:logo%40x" alt="Logo"><img src="${REMOTE}"><script>alert(1)</script>`

/** As the Content-Type says, windows-1251. */
const inCyrillic = (text: string): Buffer =>
  Buffer.from(Array.from(text, (sign) => (sign < '\x80' ? sign.charCodeAt(0) : sign.charCodeAt(0) - 0x0410 + 0xc0)))
const part = (headers: readonly string[], bytes: Buffer): string =>
  [...headers, 'Content-Transfer-Encoding: base64', '', bytes.toString('base64').replaceAll(/.{76}/g, '$&\r\n')].join(
    '\r\n',
  )

/** A mixed of a related of an alternative: as programs write a mail with a picture in it and a file at it. */
const RAW = [
  'Subject: x',
  'Content-Type: multipart/mixed; boundary=m',
  '',
  '--m',
  'Content-Type: multipart/related; boundary=r',
  '',
  '--r',
  'Content-Type: multipart/alternative; boundary=a',
  '',
  '--a',
  'Content-Type: text/plain',
  '',
  'Hello',
  '--a',
  part(['Content-Type: text/html; charset=windows-1251'], inCyrillic(HTML)),
  '--a--',
  '--r',
  part(['Content-Type: image/png', 'Content-ID: <logo@x>'], PNG),
  '--r--',
  '--m',
  part(['Content-Type: image/png', 'Content-Disposition: attachment; filename=x.png'], SVG),
  '--m--',
  '',
].join('\r\n')

function fileIn(raw: string, name: string | null, contentId: string | null, bytes: Buffer) {
  const written = bytes.toString('base64').replaceAll(/.{76}/g, '$&\r\n')
  const from = raw.indexOf(written)
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  const place = [{ from, to: from + written.length, encoding: 'base64' as const }]
  return { name, mediaType: 'image/png', size: bytes.length, sha256, inline: contentId !== null, contentId, place }
}

let installation: Installation
let replica: Replica
beforeAll(async () => {
  installation = await startInstallation()
  replica = await installation.startCase()
})
afterAll(() => installation?.stop())

async function lineOf(name: string, content: Partial<Intent['content']>, raw?: string) {
  const body = raw === undefined ? null : await installation.keep(Buffer.from(raw, 'latin1'))
  const [settled] = await installation.deliver(aMail(name, { body, content }))
  const { timeline } = (await replica.ask('GET', `/api/case/cases/${settled?.changed[0]?.id}`)).body as WholeCase
  const [line] = timeline
  if (line === undefined) throw new Error('the case has no line')
  return line
}
const htmlOf = (id: string, query = '') => replica.open(`/api/case/entries/${id}/html${query}`)
const preview = (id = '') => replica.open(`/api/case/files/${id}/preview`)
const refused = async (response: Response) => [response.status, ((await response.json()) as Refusal).error.code]
interface Refusal {
  error: { code: string }
}

describe('a mail with HTML, a picture in it and a file at it', () => {
  let line: WholeCase['timeline'][number]
  beforeAll(async () => {
    const files = [fileIn(RAW, null, 'logo@x', PNG), fileIn(RAW, 'x.png', null, SVG)]
    line = await lineOf('whole', { hasHtml: true, files, fileCount: 2 }, RAW)
  })

  test('its HTML is a page in which nothing runs, with the picture of the mail alone', async () => {
    const response = await htmlOf(line.id)
    expect(response.status).toBe(200)
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': expect.stringMatching(
        /^sandbox (?!.*allow-scripts).*; default-src 'none'; .*img-src 'self';/,
      ),
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cache-control': 'no-store',
    })
    const page = await response.text()
    expect(page).toContain('<html data-left-out="1">')
    const logo = `<img alt="Logo" src="/api/case/files/${line.files[0]?.id}/preview" />`
    expect(page).toContain(`<body><p style="color:red">Привет</p>${logo}<img /></body>`)
  })

  test('pictures that lie elsewhere come when they are asked for', async () => {
    const response = await htmlOf(line.id, '?images=1')
    expect(response.headers.get('content-security-policy')).toContain("img-src 'self' https: http:;")
    const page = await response.text()
    expect(page).toContain('<html data-left-out="0">')
    expect(page).toContain(`<img src="${REMOTE}" />`)
    expect(await refused(await htmlOf(line.id, '?images=yes'))).toEqual([400, 'invalid'])
  })

  test('the picture comes by its bytes, and can do nothing', async () => {
    const response = await preview(line.files[0]?.id)
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'image/png',
      'content-length': String(PNG.length),
      'content-security-policy': "default-src 'none'",
      'x-content-type-options': 'nosniff',
    })
    expect(Buffer.from(await response.arrayBuffer()).equals(PNG)).toBe(true)
  })

  test('a file that its sender calls a picture, and is none, is not shown', async () => {
    expect(await refused(await preview(line.files[1]?.id))).toEqual([404, 'no_picture'])
  })
})

test('given a mail of HTML alone, then it is decoded as it says', async () => {
  const raw =
    'Content-Type: text/html; charset=iso-8859-1\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n<p>caf=E9=\r\n!</p>'
  const line = await lineOf('alone', { hasHtml: true }, raw)
  expect(await (await htmlOf(line.id)).text()).toContain('<body><p>café!</p></body>')
})

test('given no such line, no HTML or no bytes, then it is not found', async () => {
  const plain = await lineOf('plain', {}, 'Subject: x\r\n\r\nHello')
  const unkept = await lineOf('unkept', { hasHtml: true })
  expect(await refused(await htmlOf('nonsense'))).toEqual([404, 'no_entry'])
  expect(await refused(await htmlOf('0f1f1f64-4c1c-8b7e-9c52-6a8f7f0f3b11'))).toEqual([404, 'no_entry'])
  expect(await refused(await htmlOf(plain.id))).toEqual([404, 'no_html'])
  expect(await refused(await htmlOf(unkept.id))).toEqual([404, 'not_kept'])
  expect(await refused(await preview('nonsense'))).toEqual([404, 'no_file'])
})

test('given more HTML than is shown, then it says how much is', async () => {
  const raw = `Content-Type: text/html\r\n\r\n${'<p>x</p>'.repeat(htmlLimits.bytes / 8)}x`
  const line = await lineOf('large', { hasHtml: true }, raw)
  const response = await htmlOf(line.id)
  expect(await refused(response)).toEqual([413, 'too_large'])
})

test.each([
  ['nested tags', '<b>'],
  ['tags in turn', '<li><p>'],
  ['styles', '<i style="color:red"></i>'],
  ['broken tags', '<a <'],
])(
  'given megabytes of %s, then they are answered or stopped',
  async (what, piece) => {
    for (const bytes of [1_000_000, 2_000_000]) {
      const raw = `Content-Type: text/html\r\n\r\n${piece.repeat(bytes / piece.length)}`
      const line = await lineOf(`${what} ${bytes}`, { hasHtml: true }, raw)
      expect([200, 422]).toContain((await htmlOf(line.id)).status)
    }
    const next = await lineOf(`after ${what}`, { hasHtml: true }, 'Content-Type: text/html\r\n\r\n<p>next</p>')
    expect(await (await htmlOf(next.id)).text()).toContain('<p>next</p>')
  },
  120_000,
)

test('given a child that does not come back, then the mail is called too hard', async () => {
  const reader = createHtmlReader(new URL('./children/hangs.ts', import.meta.url), 500)
  async function* bytes() {
    yield Buffer.from('x')
  }
  const reading = reader.read({ size: 1, bytes: bytes() }, { files: [], remote: false })
  await expect(reading).rejects.toMatchObject({ statusCode: 422, code: 'too_hard' })
  reader.close()
})
