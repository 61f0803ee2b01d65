import { expect, test } from 'vitest'
import { hashPassword, isPassword } from './hash-password.ts'

test('a password is told from another, and by its hash from none', async () => {
  const hash = await hashPassword('correct horse battery')
  expect(hash).toMatch(/^\$argon2id\$v=19\$m=7168,t=5,p=1\$[\w+/]{22}\$[\w+/]{43}$/)
  expect(await isPassword('correct horse battery', hash)).toBe(true)
  expect(await isPassword('correct horse batterz', hash)).toBe(false)
  expect(await isPassword('', undefined)).toBe(false)
  expect(await hashPassword('correct horse battery')).not.toBe(hash)
})

test('a hash of other parameters is still known', async () => {
  const [memory, passes] = [64, 1]
  const { argon2Sync } = await import('node:crypto')
  const nonce = Buffer.alloc(16, 1)
  const bytes = argon2Sync('argon2id', { message: 'x', nonce, parallelism: 1, tagLength: 32, memory, passes })
  const base64 = (buffer: Buffer) => buffer.toString('base64').replace(/=+$/, '')
  const hash = `$argon2id$v=19$m=${memory},t=${passes},p=1$${base64(nonce)}$${base64(bytes)}`
  expect([await isPassword('x', hash), await isPassword('y', hash)]).toEqual([true, false])
})

test('an umlaut is one password, however a keyboard composes it', async () => {
  expect(await isPassword('Gr\u00fc\u00dfe aus Bonn', await hashPassword('Gru\u0308\u00dfe aus Bonn'))).toBe(true)
})

test('sixty-six at once are served in turn, and those beyond are told to come again', async () => {
  const outcomes = await Promise.allSettled(Array.from({ length: 70 }, () => isPassword('x', undefined)))
  expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(66)
  const refused = outcomes.find(({ status }) => status === 'rejected')
  expect(refused).toMatchObject({ reason: { statusCode: 503, code: 'busy', retryAfter: 5 } })
  expect(await isPassword('x', undefined)).toBe(false)
}, 60_000)
