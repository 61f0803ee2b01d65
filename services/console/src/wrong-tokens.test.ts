import { expect, test } from 'vitest'
import { createWrongTokens } from './wrong-tokens.ts'

test('after a hundred wrong tokens in a minute, an address is told when to come again', () => {
  let now = 0
  const { refuse } = createWrongTokens(() => now)
  for (let n = 1; n <= 100; n++) expect(refuse('192.0.2.1').statusCode).toBe(401)
  now = 20_000
  expect(refuse('192.0.2.1')).toMatchObject({ statusCode: 429, retryAfter: 40 })
  expect(refuse('192.0.2.2').statusCode).toBe(401)
  now = 60_000
  expect(refuse('192.0.2.1').statusCode).toBe(401)
})
