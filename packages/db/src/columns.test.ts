import { expect, test } from 'vitest'
import { columns } from './columns.ts'

test('entries become one list of values for each key, in the order of the keys', () => {
  const entries = [
    { id: 'a', mails: 1, reason: null },
    { id: 'b', mails: 2, reason: 'late' },
  ]
  expect(columns(entries, 'reason', 'id')).toEqual([
    [null, 'late'],
    ['a', 'b'],
  ])
})

test('without entries the parameters are empty lists', () => {
  expect(columns([] as { id: string; uid: number }[], 'id', 'uid')).toEqual([[], []])
})
