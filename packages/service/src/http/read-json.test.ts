import { expect, test } from 'vitest'
import { readJsonText } from './read-json.ts'

const deep = (levels: number): string => '['.repeat(levels) + ']'.repeat(levels)

test('JSON as people send it is read, brackets and commas in strings too', () => {
  const text = JSON.stringify({ subject: `[{"\\,${'['.repeat(100)}`, list: Array.from({ length: 5_000 }, () => 1) })
  expect(readJsonText(Buffer.from(text))).toBe(text)
  expect(readJsonText(Buffer.from(deep(32)))).toBe(deep(32))
})

test.each<[what: string, body: Buffer, told: RegExp]>([
  ['nested deep', Buffer.from(deep(33)), /nested more than 32/],
  ['nested deep in objects', Buffer.from('{"a":'.repeat(1_000)), /nested more than 32/],
  ['of many values', Buffer.from(`[${'0,'.repeat(10_001)}0]`), /more than 10000 values/],
  ['of many empty lists', Buffer.from(`[${'[],'.repeat(6_000)}[]]`), /more than 10000 values/],
  ['not UTF-8', Buffer.from([0x22, 0xff, 0x22]), /not UTF-8/],
])('a body %s is refused before it is parsed', (_what, body, told) => {
  expect(() => readJsonText(body)).toThrow(told)
})
