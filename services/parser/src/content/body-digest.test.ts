import fc from 'fast-check'
import { expect, test } from 'vitest'
import { digestBody } from './body-digest.ts'

const digestOf = (mail: string, at = mail.length) => {
  const { take, hex } = digestBody()
  take(Buffer.from(mail.slice(0, at)))
  take(Buffer.from(mail.slice(at)))
  return hex()
}
const mail = (body: string, head = 'From: a@x.example\r\nSubject: x') => `${head}\r\n\r\n${body}`
const body = fc
  .array(fc.constantFrom('a', 'b', '\n', '\r\n', '.', '\n\n'), { maxLength: 40 })
  .map((all) => all.join(''))

test('given any cut of the bytes, then the digest is the same', () => {
  fc.assert(
    fc.property(body, fc.nat(60), (text, at) => {
      expect(digestOf(mail(text), at)).toBe(digestOf(mail(text)))
    }),
  )
})

test('given another header or other line ends, then the digest is the same', () => {
  fc.assert(
    fc.property(body, (text) => {
      expect(digestOf(mail(text, 'Received: by y\r\nSubject: x'))).toBe(digestOf(mail(text)))
      expect(digestOf(mail(text).replaceAll('\r\n', '\n'))).toBe(digestOf(mail(text)))
      expect(digestOf(`${mail(text)}\r\n\r\n`)).toBe(digestOf(mail(text)))
    }),
  )
})

test('given another body, then the digest is another', () => {
  const all = ['', 'a', 'b', 'a\n\nb', 'a\nb', 'ab'].map((text) => digestOf(mail(text)))
  expect(new Set(all).size).toBe(all.length)
  expect(digestOf(mail(`a${'\n'.repeat(10_000)}b`))).not.toBe(digestOf(mail(`a${'\n'.repeat(10_001)}b`)))
})
