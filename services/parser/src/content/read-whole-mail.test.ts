import { expect, test } from 'vitest'
import type { ContentReader, ContentRead } from './content-reader.ts'
import { readWholeMail } from './read-whole-mail.ts'

const body = { sha256: 'a'.repeat(64), size: 5, mediaType: 'message/rfc822' }
const content = { text: 'Hello', textCut: false, reply: 'Hello', hasHtml: false, files: [], bodyDigest: 'd' }
async function* bytes() {
  yield Buffer.from('Hello')
}
const kept = { read: async (sha256: string) => (sha256 === body.sha256 ? bytes() : undefined) }
const reader = (read: ContentRead): ContentReader => ({ read: async () => read, close() {} })
const policy = { maxMailBytes: 10 * 1024 * 1024 }

test('given kept bytes, then their content is read', async () => {
  expect(await readWholeMail({ size: 5, body }, policy, kept, reader({ content }))).toEqual({ content })
})

test.each([
  ['too large', { size: 20_000_000, body: null }, /larger than 10 MB/],
  ['of headers alone', { size: 5, body: null }, /by its header alone/],
  ['whose bytes are gone', { size: 5, body: { ...body, sha256: 'b'.repeat(64) } }, /no longer kept/],
])('given a mail %s, then it says why it has no content', async (_what, mail, message) => {
  const read = await readWholeMail(mail, policy, kept, reader({ content }))
  expect(read).toEqual({ unread: { limit: null, message: expect.stringMatching(message) } })
})

test('given a child that came to an end, then another try is asked for', async () => {
  await expect(readWholeMail({ size: 5, body }, policy, kept, reader({ lost: 'It ended.' }))).rejects.toThrow(
    'It ended.',
  )
})
