import { createHash } from 'node:crypto'
import type { MailBytes } from '@tubepost/confined'
import { afterAll, describe, expect, test } from 'vitest'
import { contentLimits } from '../src/content/content-limits.ts'
import { type ContentReader, createContentReader } from '../src/content/content-reader.ts'
import { heldMail } from './content.ts'

const readers: ContentReader[] = []
const newReader = (...options: Parameters<typeof createContentReader>): ContentReader => {
  const reader = createContentReader(...options)
  readers.push(reader)
  return reader
}
afterAll(() => readers.forEach((reader) => reader.close()))

const PLAIN = 'From: ana@example.com\r\nSubject: Out\r\n\r\nHello\r\n'
const MULTIPART = 'Content-Type: multipart/mixed; boundary=b\r\n\r\n'
const held = (text: string): MailBytes => heldMail(Buffer.from(text))

describe('a mail', () => {
  const reader = newReader()

  test('given several at once, then each gets its own content', async () => {
    const texts = Array.from({ length: 20 }, (_, n) => `Mail ${n}\n`)
    const reads = await Promise.all(texts.map((text) => reader.read(held(`Subject: x\n\n${text}`))))
    expect(reads).toMatchObject(texts.map((text) => ({ content: { text, files: [] } })))
  })

  test('given an empty one, then it has no text', async () => {
    expect(await reader.read(held(''))).toMatchObject({ content: { text: null } })
  })

  test('given a file in many pieces, then its digest is that of its bytes', async () => {
    const file = Buffer.alloc(3_000_000, 'abcdefg')
    const encoded = file.toString('base64').replaceAll(/.{76}/g, '$&\r\n')
    const raw = Buffer.from(`Content-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\r\n${encoded}`)
    async function* pieces() {
      for (let from = 0; from < raw.length; from += 10_007) yield raw.subarray(from, from + 10_007)
    }
    const sha256 = createHash('sha256').update(file).digest('hex')
    expect(await reader.read({ size: raw.length, bytes: pieces() })).toMatchObject({
      content: { files: [{ size: file.length, sha256 }] },
    })
  })

  test.each<[what: string, limit: string, raw: () => string]>([
    ['a million parts', 'parts', () => MULTIPART + '--b\r\n\r\n'.repeat(1_000_000)],
    ['one field without end', 'fieldBytes', () => `To: ${'x'.repeat(100_000)}`],
  ])('given %s, then the answer names the limit it breaks', async (_what, limit, raw) => {
    expect(await reader.read(held(raw()))).toEqual({ unread: { limit, message: expect.stringMatching(/\.$/) } })
    expect(await reader.read(held(PLAIN))).toMatchObject({ content: { text: 'Hello\n' } })
  })

  test.each<[what: string, raw: () => string]>([
    ['HTML in itself a hundred thousand times', () => `Content-Type: text/html\r\n\r\n${'<div>'.repeat(100_000)}x`],
    ['a body of line ends', () => `${MULTIPART}${'\n'.repeat(20_000_000)}`],
    ['a body of dashes', () => `${MULTIPART}${'--'.repeat(10_000_000)}`],
    ['a body without line ends', () => `Content-Type: text/plain\r\n\r\n${'x'.repeat(20_000_000)}`],
    ['flowed text of a megabyte', () => `Content-Type: text/plain; format=flowed\r\n\r\n${'> a \r\n'.repeat(200_000)}`],
  ])('given %s, then it is read within its limits', async (_what, raw) => {
    const read = await reader.read(held(raw()))
    const text = 'content' in read ? read.content.text : null
    expect((text ?? '').length).toBeLessThanOrEqual(contentLimits.textChars)
    expect(read).not.toHaveProperty('lost')
  })
})

describe('bytes that do not come', () => {
  const reader = newReader()
  const failing = async function* () {
    yield Buffer.from('Subject: x\r\n\r\n')
    throw new Error('the bucket is away')
  }

  test('given a source that fails, then reading fails, and the next mail is read', async () => {
    await expect(reader.read({ size: 1_000, bytes: failing() })).rejects.toThrow('the bucket is away')
    expect(await reader.read(held(PLAIN))).toMatchObject({ content: { text: 'Hello\n' } })
  })

  test.each([PLAIN.length - 1, PLAIN.length + 1])(
    'given other bytes than were announced, then reading fails',
    async (size) => {
      await expect(reader.read({ ...held(PLAIN), size })).rejects.toThrow(`a mail of ${size} bytes came with`)
      expect(await reader.read(held(PLAIN))).toMatchObject({ content: { text: 'Hello\n' } })
    },
  )
})

describe('a child that does not come back', () => {
  test('given one that hangs, then it is killed at its deadline', async () => {
    const reader = newReader(new URL('./children/hangs.ts', import.meta.url), 500)
    const both = await Promise.all([reader.read(held(PLAIN)), reader.read(held(PLAIN))])
    for (const read of both) expect(read).toMatchObject({ unread: { limit: 'readMs' } })
  })

  test('given one that throws where nobody catches, then it is replaced', async () => {
    const reader = newReader(new URL('./children/throws-later.ts', import.meta.url))
    for (const _ of [1, 2]) {
      expect(await reader.read(held(PLAIN))).toMatchObject({
        lost: expect.stringMatching(/could not be read/),
      })
    }
  })

  test('given one that fills its heap, then it dies alone and is replaced', async () => {
    // On a busy machine its memory takes longer to fill than a mail may take to read.
    const reader = newReader(new URL('./children/fills-the-heap.ts', import.meta.url), 50_000)
    for (const _ of [1, 2]) expect(await reader.read(held(PLAIN))).toMatchObject({ unread: { limit: 'heapMegabytes' } })
  }, 120_000)
})

test('a mail that takes the child over sees its program’s folder, and no secret', async () => {
  const reader = newReader(new URL('./children/tells-what-it-sees.ts', import.meta.url))
  const read = await reader.read(held(PLAIN))
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
