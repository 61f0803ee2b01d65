import { expect, test } from 'vitest'
import { headerSafe } from './header-safe.ts'

test.each([
  ['plain – text 😀', 'plain – text 😀'],
  ['x\r\nBcc: v@x', 'x Bcc: v@x'],
  ['a\0b\tc\u2028d\u2029e\u0085f', 'ab c d e f'],
  ['invoice\u202egpj.exe \u2066x\u2069', 'invoicegpj.exe x'],
  ['e\u0301', 'é'],
  ['half \ud83d', 'half'],
  ['  spaced   out ', 'spaced out'],
])('makes %j safe', (text, safe) => {
  expect(headerSafe(text)).toBe(safe)
})

test('cuts at 200 characters, never through one', () => {
  expect(headerSafe('x'.repeat(1_000_000))).toHaveLength(200)
  expect(headerSafe(`${'x'.repeat(199)}😀`)).toBe('x'.repeat(199))
})
