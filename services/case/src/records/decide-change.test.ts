import { expect, test } from 'vitest'
import { decideChange } from './decide-change.ts'
import { aCaseRow } from '../../test/a-case-row.ts'

const NOW = '2026-11-29T20:00:00.000Z'
const row = aCaseRow({
  status: 'closed',
  openedAt: NOW,
})
const change = (wanted: object) =>
  decideChange(row, { version: 3, ...wanted }, { now: NOW, isPerson: (id) => id === 'ana' })

test('given other values, then each field that differs is a change of one version', () => {
  const wanted = { status: 'open', assignee: 'ana', priority: 'normal', subject: ' The  printer\nsmokes ' }
  expect(change(wanted)).toEqual({
    row: { ...row, status: 'open', assignee: 'ana', subject: 'The printer smokes', version: 4, updatedAt: NOW },
    changes: [
      { field: 'status', before: 'closed', after: 'open' },
      { field: 'assignee', before: null, after: 'ana' },
      { field: 'subject', before: 'The printer is on fire', after: 'The printer smokes' },
    ],
  })
})

test('given the values it has, then nothing changes', () => {
  expect(change({ status: 'closed', assignee: null })).toEqual({ row, changes: [] })
})

test.each([
  [{ version: 2 }, 409, 'version'],
  [{ version: 0 }, 409, 'version'],
  [{ status: 'pending' }, 409, 'illegal_move'],
  [{ status: 'new' }, 409, 'illegal_move'],
  [{ assignee: 'nobody' }, 400, 'no_person'],
  [{ subject: ' \t' }, 400, 'blank'],
  [{ subject: '\u0007\u202e' }, 400, 'blank'],
])('given %j, then it is refused', (wanted, statusCode, code) => {
  expect(() => change(wanted)).toThrow(expect.objectContaining({ statusCode, code }))
})

test('given an illegal move, then the legal ones are named', () => {
  expect(() => change({ status: 'pending' })).toThrow('It can become: open.')
})
