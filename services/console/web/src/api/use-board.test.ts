import type { BoardEntry } from '@tubepost/api'
import { expect, test } from 'vitest'
import { afterHearing } from './use-board.ts'

const entry = (id: string, comment: string | null = null): BoardEntry => ({
  person: { id, name: id, addresses: [] },
  status: null,
  dueBack: null,
  comment,
  warnings: [],
  since: null,
  overdue: false,
})
const heard = afterHearing(undefined, { what: 'snapshot', people: [entry('ana'), entry('ben')] })

test('a snapshot is the whole board', () => {
  expect([...(heard?.keys() ?? [])]).toEqual(['ana', 'ben'])
  expect([...(afterHearing(heard, { what: 'snapshot', people: [] })?.keys() ?? [])]).toEqual([])
})

test('a change replaces those who changed, and removes who is gone', () => {
  const change = { people: [entry('ana', 'lunch'), entry('cleo')], gone: ['ben'] }
  const after = afterHearing(heard, { what: 'change', change })
  expect([...(after?.values() ?? [])]).toEqual([entry('ana', 'lunch'), entry('cleo')])
  expect(heard?.size).toBe(2)
})
