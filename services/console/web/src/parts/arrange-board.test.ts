import type { BoardEntry } from '@tubepost/api'
import { expect, test } from 'vitest'
import { arrangeBoard } from './arrange-board.ts'

const entry = (name: string, status: string | null, comment: string | null = null): BoardEntry => ({
  person: { id: name, name, addresses: [] },
  status: status === null ? null : { name: status, type: 'out', colour: null },
  dueBack: null,
  comment,
  warnings: [],
  since: null,
  overdue: false,
})
const EVERYBODY = [entry('Zoë', 'Out', 'at the dentist'), entry('José', 'In'), entry('ana', null)]
const ALL = { q: '', status: '', group: '' }
const shown = (asked: Partial<typeof ALL>) =>
  arrangeBoard(EVERYBODY, { ...ALL, ...asked }).map(({ name, people }) => [
    name,
    people.map(({ person }) => person.name),
  ])

test('without filters all stand in one list, by name', () => {
  expect(shown({})).toEqual([[undefined, ['ana', 'José', 'Zoë']]])
})

test.each([
  ['jose', ['José']],
  ['ZOE dent', ['Zoë']],
  ['out', ['Zoë']],
])('the words "%s" find %j', (q, found) => {
  expect(shown({ q })).toEqual([[undefined, found]])
})

test('nobody who fits is no group', () => {
  expect(shown({ q: 'nobody' })).toEqual([])
  expect(shown({ status: 'Vacation', group: 'status' })).toEqual([])
})

test('groups stand by status, those without one first', () => {
  expect(shown({ group: 'status' })).toEqual([
    ['', ['ana']],
    ['In', ['José']],
    ['Out', ['Zoë']],
  ])
})
