import { tokenDigest } from '@tubepost/service'
import { expect, test } from 'vitest'
import { createKnownTokens } from './known-tokens.ts'
import { newToken } from './token-form.ts'

test('three thousand guesses at once cost two looks at the list', async () => {
  let looks = 0
  const isKnown = createKnownTokens(async () => {
    looks++
    return []
  })
  const guess = () => {
    const token = newToken()
    return isKnown(token, tokenDigest(token))
  }
  expect(new Set(await Promise.all(Array.from({ length: 3_000 }, guess)))).toEqual(new Set([false]))
  expect(looks).toBeLessThanOrEqual(2)
})

test('a token that is made after the last look is known at the next', async () => {
  const tokens = [newToken()]
  let now = 0
  const isKnown = createKnownTokens(
    async () => tokens.map(tokenDigest),
    () => now,
  )
  const ask = (token: string) => isKnown(token, tokenDigest(token))
  expect(await ask(tokens[0] ?? '')).toBe(true)
  const made = newToken()
  tokens.push(made)
  now = 1_000
  expect(await ask(made)).toBe(true)
})

test('a text that no token has the form of is not looked up', async () => {
  const isKnown = createKnownTokens(async () => {
    throw new Error('looked')
  })
  for (const text of ['x', 'tubepost_', `tubepost_${'a'.repeat(44)}`])
    expect(await isKnown(text, tokenDigest(text))).toBe(false)
})
