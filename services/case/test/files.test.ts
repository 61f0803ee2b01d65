import { createHash } from 'node:crypto'
import type { WholeCase } from '@tubepost/api'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { aMail, type Installation, type Intent, type Replica, startInstallation } from './installation.ts'

const FILE = Buffer.from(Array.from({ length: 300_000 }, (_, at) => (at * 7) % 251))
const HEAD =
  'Subject: x\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\nContent-Transfer-Encoding: base64\r\n\r\n'
const ENCODED = FILE.toString('base64').replaceAll(/.{76}/g, '$&\r\n')
const MAIL = Buffer.from(`${HEAD}${ENCODED}\r\n--x--\r\n`)

let installation: Installation
let replica: Replica
let whole: WholeCase
let mail: ReturnType<typeof aMail>
beforeAll(async () => {
  installation = await startInstallation()
  replica = await installation.startCase()
  const file: Intent['content']['files'][number] = {
    name: 'Ünt\u202Eitled.png',
    mediaType: 'text/html',
    size: FILE.length,
    sha256: createHash('sha256').update(FILE).digest('hex'),
    inline: false,
    contentId: null,
    place: [{ from: HEAD.length, to: HEAD.length + ENCODED.length, encoding: 'base64' }],
  }
  const body = await installation.keep(MAIL)
  mail = aMail('with file', { body, content: { files: [file], fileCount: 1 } })
  const [settled] = await installation.deliver(mail)
  whole = (await replica.ask('GET', `/api/case/cases/${settled?.changed[0]?.id}`)).body as WholeCase
})
afterAll(() => installation?.stop())

const open = (range?: string, more = {}) =>
  replica.open(`/api/case/files/${whole.timeline[0]?.files[0]?.id}`, { ...(range !== undefined && { range }), ...more })
const bytesOf = async (response: Response) => Buffer.from(await response.arrayBuffer())

test('a file is decoded out of its mail, to be saved and not to be shown', async () => {
  expect(whole).toMatchObject({ case: { files: 1 }, timeline: [{ fileCount: 1, size: MAIL.length }] })
  const response = await open()
  expect(response.status).toBe(200)
  expect(Object.fromEntries(response.headers)).toMatchObject({
    'content-type': 'application/octet-stream',
    'content-disposition': expect.stringMatching(/^attachment; /),
    'x-content-type-options': 'nosniff',
    'content-length': String(FILE.length),
    'accept-ranges': 'bytes',
  })
  expect((await bytesOf(response)).equals(FILE)).toBe(true)
})

test.each([
  ['bytes=0-0', 0, 1],
  ['bytes=100000-199999', 100_000, 200_000],
  ['bytes=299990-', 299_990, 300_000],
  ['bytes=-5', 299_995, 300_000],
])('given %s, then those bytes come with their place', async (range, from, to) => {
  const response = await open(range)
  expect(response.status).toBe(206)
  expect(response.headers.get('content-range')).toBe(`bytes ${from}-${to - 1}/${FILE.length}`)
  expect((await bytesOf(response)).equals(FILE.subarray(from, to))).toBe(true)
})

test('given a range behind the end, then it is refused with the size', async () => {
  const response = await open('bytes=300000-')
  expect([response.status, response.headers.get('content-range')]).toEqual([416, 'bytes */300000'])
  expect(await response.json()).toMatchObject({ error: { code: 'no_such_range' } })
})

test('given a range of another file, then all of this one comes', async () => {
  const response = await open('bytes=0-0', { 'if-range': '"another"' })
  expect([response.status, (await bytesOf(response)).length]).toEqual([200, FILE.length])
})

test('a mail comes byte for byte', async () => {
  const response = await replica.open(`/api/case/mails/${mail.data.mailId}/raw`)
  expect([response.status, response.headers.get('content-type')]).toEqual([200, 'message/rfc822'])
  expect((await bytesOf(response)).equals(MAIL)).toBe(true)
})

test('the case claims the bytes, beside the fetcher', async () => {
  const { rows } = await installation.pool.query<{ owner: string }>('select owner from blob.claim order by owner')
  expect(rows.map(({ owner }) => owner)).toEqual([`case/${mail.data.mailId}`, expect.stringMatching(/^fetcher\//)])
})

test('given no such file or mail, or one that is not kept, then it is not found', async () => {
  const unkept = aMail('unkept')
  await installation.deliver(unkept)
  const cases = [
    ['files/nonsense', 'no_file'],
    ['files/0f1f1f64-4c1c-8b7e-9c52-6a8f7f0f3b11', 'no_file'],
    ['mails/nonsense/raw', 'no_mail'],
    [`mails/${unkept.data.mailId}/raw`, 'not_kept'],
  ]
  for (const [path, code] of cases)
    expect(await replica.ask('GET', `/api/case/${path}`)).toMatchObject({ status: 404, body: { error: { code } } })
})
