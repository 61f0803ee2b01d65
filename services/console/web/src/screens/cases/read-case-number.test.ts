import { expect, test } from 'vitest'
import { readCaseNumber } from './read-case-number.ts'

test.each([
  ['CASE-12', 'CASE-12'],
  [' case-12 ', 'CASE-12'],
  ['12', 'CASE-12'],
  ['', undefined],
  ['CASE-', undefined],
  ['0', undefined],
  ['12 and 13', undefined],
])('%j is read as %s', (text, number) => {
  expect(readCaseNumber(text)).toBe(number)
})
