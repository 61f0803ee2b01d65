import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { MAIL_BYTES } from '@tubepost/service'
import { expect, test } from 'vitest'
import { createMailRoom, type ReceivedMail } from './receive-mail.ts'

const body = (...pieces: string[]) => Readable.from(pieces.map((piece) => Buffer.from(piece)))
const textOf = async (mail: ReceivedMail) => (await buffer(mail.pieces())).toString()
const MEGABYTE = 1024 * 1024

test.each([undefined, '11', '5', '100'])('a body is whole whatever length was announced (%s)', async (announced) => {
  const mail = await createMailRoom()(body('Hello', ' ', 'world'), announced)
  expect([mail.size, mail.head(5).toString(), mail.head(500).toString()]).toEqual([11, 'Hello', 'Hello world'])
  expect(await textOf(mail)).toBe('Hello world')
})

test('a body that outgrows its first block is whole', async () => {
  const pieces = Array.from({ length: 300 }, (_, n) => String(n % 10).repeat(1_000))
  const mail = await createMailRoom()(body(...pieces), undefined)
  expect(mail.head(100_000).toString()).toBe(pieces.join('').slice(0, 100_000))
  expect(await textOf(mail)).toBe(pieces.join(''))
})

test('a body beyond the limit is refused, announced or not', async () => {
  const refused = { statusCode: 413, code: 'too_large' }
  const takeIn = createMailRoom()
  await expect(takeIn(body('x'), String(MAIL_BYTES + 1))).rejects.toMatchObject(refused)
  const megabyte = Buffer.alloc(MEGABYTE)
  const endless = Readable.from(Array.from({ length: 65 }, () => megabyte))
  await expect(takeIn(endless, undefined)).rejects.toMatchObject(refused)
  expect(endless.destroyed).toBe(false)
})

test('a mail for which there is no room is refused until another has gone', async () => {
  const takeIn = createMailRoom(MEGABYTE, 1)
  const first = await takeIn(Readable.from([Buffer.alloc(MEGABYTE)]), undefined)
  await expect(takeIn(body('x'), undefined)).rejects.toMatchObject({ statusCode: 503, code: 'busy' })
  first.release()
  first.release()
  const second = await takeIn(Readable.from([Buffer.alloc(MEGABYTE)]), undefined)
  await expect(takeIn(body('x'), undefined)).rejects.toMatchObject({ statusCode: 503 })
  second.release()
})

test('a mail for which there is no room waits for it', async () => {
  const takeIn = createMailRoom(MEGABYTE)
  const first = await takeIn(Readable.from([Buffer.alloc(MEGABYTE)]), undefined)
  const second = takeIn(body('Hello'), undefined)
  first.release()
  expect(await textOf(await second)).toBe('Hello')
})

test('a mail in pieces of one byte takes no more room than its bytes', async () => {
  const takeIn = createMailRoom(128 * 1024, 1)
  const pieces = Array.from({ length: 100_000 }, () => Buffer.from('x'))
  expect(await textOf(await takeIn(Readable.from(pieces), undefined))).toHaveLength(100_000)
})
