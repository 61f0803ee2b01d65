import { randomBytes } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { ConfigError } from './define/config.ts'
import { isSealedWithCurrent, readKeyRing, seal, unseal } from './sealed-secret.ts'

const key = () => randomBytes(32).toString('base64')
const [first, second] = [key(), key()]
const ring = readKeyRing(`new:${first}\nold:${second}\n`, 'CREDENTIAL_KEYS')
const place = { purpose: 'mailbox', id: 'status', field: 'password' }
const coded = (code: string) => expect.objectContaining({ code }) as Error

describe('a sealed secret', () => {
  test.each(['hunter2', '', 'päss "wörd" 🏖', 'x'.repeat(10_000)])('opens where it was sealed', (secret) => {
    const sealed = seal(ring, secret, place)
    expect(unseal(ring, sealed, place)).toBe(secret)
    expect(secret === '' || !sealed.includes(secret)).toBe(true)
  })

  test('looks different each time', () => {
    expect(seal(ring, 'hunter2', place)).not.toBe(seal(ring, 'hunter2', place))
  })

  test('names its key, and opens with it once another is the current one', () => {
    const old = readKeyRing(`old:${second}`, 'CREDENTIAL_KEYS')
    const sealed = seal(old, 'hunter2', place)
    expect(sealed).toMatch(/^v1\.old\./)
    expect([isSealedWithCurrent(old, sealed), isSealedWithCurrent(ring, sealed)]).toEqual([true, false])
    expect(unseal(ring, sealed, place)).toBe('hunter2')
  })

  test.each([{ purpose: 'oauth' }, { id: 'other' }, { field: 'token' }])('does not open elsewhere: %j', (other) => {
    const sealed = seal(ring, 'hunter2', place)
    expect(() => unseal(ring, sealed, { ...place, ...other })).toThrow(coded('secret/unreadable'))
  })

  test('does not open with another key of the same id, nor with an unknown one', () => {
    const sealed = seal(ring, 'hunter2', place)
    const wrong = readKeyRing(`new:${key()}`, 'CREDENTIAL_KEYS')
    expect(() => unseal(wrong, sealed, place)).toThrow(coded('secret/unreadable'))
    const without = readKeyRing(`other:${first}`, 'CREDENTIAL_KEYS')
    expect(() => unseal(without, sealed, place)).toThrow(coded('secret/key-unknown'))
  })

  test('does not open when any byte of it was changed or cut off', () => {
    const sealed = seal(ring, 'hunter2', place)
    const [format, id, nonce = '', body = ''] = sealed.split('.')
    const flipped = (text: string, at: number) => {
      const bytes = Buffer.from(text, 'base64url')
      bytes[at] = (bytes[at] ?? 0) ^ 1
      return bytes.toString('base64url')
    }
    const damaged = [
      ...[...Buffer.from(nonce, 'base64url').keys()].map((at) => [format, id, flipped(nonce, at), body]),
      ...[...Buffer.from(body, 'base64url').keys()].map((at) => [format, id, nonce, flipped(body, at)]),
      [format, 'old', nonce, body],
      [format, id, nonce, body.slice(0, -4)],
      [format, id, nonce.slice(0, -4), body],
      [format, id, nonce],
      ['v2', id, nonce, body],
    ]
    for (const parts of damaged) expect(() => unseal(ring, parts.join('.'), place)).toThrow(coded('secret/unreadable'))
  })
})

describe('a key ring', () => {
  test('is a list by lines or commas, the current key first', () => {
    expect(readKeyRing(`a:${first}, b:${second}`, 'X')).toMatchObject({ current: 'a' })
    expect([...readKeyRing(`\n b:${second}\n\na:${first}\n`, 'X').keys.keys()]).toEqual(['b', 'a'])
  })

  test.each([
    ['nothing', '', 'holds no key'],
    ['a key without an id', first, 'key 1 is not written as id:key'],
    ['a short key', 'a:c2hvcnQ=', 'key 1 is not 32 bytes in base64'],
    ['a bad second key', `a:${first},b c:d:e`, 'key 2'],
    ['one id twice', `a:${first},a:${second}`, 'key 2 has the id of an earlier one'],
  ])('of %s is refused by the name of its variable, and never shows a value', (_, text, expected) => {
    const refusal = (() => {
      try {
        readKeyRing(text, 'CREDENTIAL_KEYS')
      } catch (error) {
        return error
      }
    })()
    expect(refusal).toBeInstanceOf(ConfigError)
    const { message } = refusal as Error
    expect(message).toContain(`CREDENTIAL_KEYS: `)
    expect(message).toContain(expected)
    for (const value of [first, second, 'c2hvcnQ=']) expect(message).not.toContain(value)
  })
})
