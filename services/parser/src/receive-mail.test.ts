import { Readable } from 'node:stream'
import { expect, test } from 'vitest'
import { contentLimits } from './content-limits.ts'
import { receiveMail } from './receive-mail.ts'

const body = (...pieces: string[]) => Readable.from(pieces.map((piece) => Buffer.from(piece)))

test.each([undefined, '11', '5', '100'])('a body is whole whatever length was announced (%s)', async (announced) => {
  expect((await receiveMail(body('Hello', ' ', 'world'), announced)).toString()).toBe('Hello world')
})

test('a body that outgrows its first piece is whole', async () => {
  const pieces = Array.from({ length: 300 }, (_, n) => String(n % 10).repeat(1_000))
  expect((await receiveMail(body(...pieces), undefined)).toString()).toBe(pieces.join(''))
})

test('a body beyond the limit is refused, announced or not', async () => {
  const refused = { statusCode: 413, code: 'too_large' }
  await expect(receiveMail(body('x'), String(contentLimits.bodyBytes + 1))).rejects.toMatchObject(refused)
  const megabyte = Buffer.alloc(1024 * 1024)
  const endless = Readable.from(Array.from({ length: 65 }, () => megabyte))
  await expect(receiveMail(endless, undefined)).rejects.toMatchObject(refused)
})
