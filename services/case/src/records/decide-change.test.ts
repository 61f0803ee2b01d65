import { expect, test } from 'vitest'
import type { CaseRow } from './case-row.ts'
import { decideChange } from './decide-change.ts'

const NOW = '2026-11-29T20:00:00.000Z'
const row: CaseRow = {
  id: '1f1f1f64-4c1c-8b7e-9c52-6a8f7f0f3b11',
  number: 1042,
  version: 3,
  subject: 'The printer is on fire',
  status: 'closed',
  priority: 'normal',
  requesterName: null,
  requesterAddress: 'carla@customer.example',
  requesterKey: 'carla@customer.example',
  requesterPerson: null,
  assignee: null,
  mailbox: 'support',
  mailboxes: ['support'],
  mails: 1,
  files: 0,
  openedAt: NOW,
  updatedAt: '2026-11-29T19:00:00.000Z',
  mergedInto: null,
}
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
