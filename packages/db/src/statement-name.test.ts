import { expect, test } from 'vitest'
import { statementName } from './statement-name.ts'

test('a name that PostgreSQL keeps whole stays as it is', () => {
  const name = 'x'.repeat(63)
  expect(statementName(name)).toBe(name)
})

test('long names that begin alike are told apart, and each is always the same', () => {
  const names = Array.from({ length: 20 }, (_, words) => `journal.search.${'subject.'.repeat(words + 10)}`)
  const short = names.map(statementName)
  expect(new Set(short).size).toBe(names.length)
  expect(short.every((name) => name.length <= 63 && name.startsWith('journal.search.'))).toBe(true)
  expect(names.map(statementName)).toEqual(short)
})
