import { expect, test } from 'vitest'
import { statuses } from '../test/contexts.ts'
import { suggestStatuses } from './suggest-statuses.ts'

const named = (...names: string[]) => names.map((name) => ({ id: name, name, aliases: [] }))

test.each([
  ['a letter swapped', 'Otu', ['Out']],
  ['a letter too few', 'Lunc', ['Lunch']],
  ['a letter too many', 'Meetting at noon', ['Meeting']],
  ['another letter', 'Vakation', ['Vacation']],
  ['an alias', 'OOP 30m', ['Out of Office']],
  ['several words', 'Oot of Ofice today', ['Out', 'Out of Office']],
  ['what is glued to the name', 'Meeting30m', ['Meeting']],
])('%s is close enough', (_slip, text, expected) => {
  expect(suggestStatuses(text, statuses)).toEqual(expected)
})

test('two slips are too many for a short name and few enough for a long one', () => {
  expect(suggestStatuses('Uot', named('Owt'))).toEqual([])
  expect(suggestStatuses('Meteign', named('Meeting'))).toEqual(['Meeting'])
})

test('three are suggested at most, the closest first', () => {
  expect(suggestStatuses('Hall 9', named('Hall 12', 'Hall 1', 'Hall 9b', 'Hall 2', 'Hall 9'))).toEqual([
    'Hall 9',
    'Hall 1',
    'Hall 9b',
  ])
})

test('a one-letter alias is not close to every other letter', () => {
  expect(suggestStatuses('X', named('L', 'M'))).toEqual([])
})
