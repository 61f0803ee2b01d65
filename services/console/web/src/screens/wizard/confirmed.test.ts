import { expect, test } from 'vitest'
import { confirmed } from './confirmed.ts'

test.each([
  ['3', 3],
  [' 120 ', 120],
  ['12,000', 12_000],
  ['12.000', 12_000],
  ['12 000', 12_000],
  ['1\u202f234\u202f567', 1_234_567],
  ['', 0],
])('"%s" confirms %i mails', (typed, messages) => {
  expect(confirmed(typed, messages)).toBe(true)
})

test.each([
  ['', 3],
  ['2', 3],
  ['3 mails', 3],
  ['03', 3],
  ['-3', 3],
  ['3.0', 3],
  ['3e0', 3],
  ['1,2', 12],
  ['yes', 1],
])('"%s" does not confirm %i mails', (typed, messages) => {
  expect(confirmed(typed, messages)).toBe(false)
})
