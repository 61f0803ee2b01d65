import { expect, test } from 'vitest'
import { numberText, readNumber } from './case-row.ts'

test('a number reads as it was written, in any case', () => {
  expect(numberText(1042)).toBe('CASE-1042')
  expect(readNumber('case-1042')).toBe(1042)
})

test.each(['CASE-0', 'CASE-01', 'CASE-', 'CASE-2147483648', 'CASE-99999999999', 'TASK-1', 'xCASE-1', 'CASE-1 '])(
  '%j is no number of a case',
  (text) => expect(readNumber(text)).toBeUndefined(),
)
