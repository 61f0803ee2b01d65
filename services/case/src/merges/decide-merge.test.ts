import { expect, test } from 'vitest'
import type { CaseRow } from '../records/case-row.ts'
import { decideMerge, decideUnmerge } from './decide-merge.ts'
import { aCaseRow } from '../../test/a-case-row.ts'

const NOW = '2026-11-29T20:00:00.000Z'
const AGAIN = '2026-11-29T21:00:00.000Z'
const aCase = (number: number, change: Partial<CaseRow> = {}): CaseRow =>
  aCaseRow({ id: `${number}f1f1f64-4c1c-8b7e-9c52-6a8f7f0f3b11`, number, mails: 2, files: 1, ...change })
const source = aCase(1, {
  requesterKey: 'dora@customer.example',
  mailboxes: ['support', 'sales'],
  openedAt: '2026-11-29T17:00:00.000Z',
})
const target = aCase(2, { assignee: 'ana', priority: 'high', mails: 3, files: 0 })
const merge = (from = source, into = target, version?: number) => decideMerge(from, into, { version, now: NOW })

test('given two cases, then the target has both, and the source is a closed stub', () => {
  const merged = merge()
  expect(merged.target).toEqual({
    ...target,
    version: 4,
    mails: 5,
    files: 1,
    mailboxes: ['support', 'sales'],
    openedAt: source.openedAt,
    updatedAt: NOW,
  })
  expect(merged.source).toEqual({ ...source, version: 4, status: 'closed', mergedInto: target.id, updatedAt: NOW })
  expect(merged.changes).toEqual({
    source: [
      { field: 'mergedInto', before: null, after: 'CASE-2' },
      { field: 'status', before: 'open', after: 'closed' },
    ],
    target: [{ field: 'merged', before: null, after: 'CASE-1' }],
  })
})

test.each([
  ['closed', 'new', 'open'],
  ['closed', 'closed', 'closed'],
  ['pending', 'new', 'pending'],
] as const)('given a target that is %s and a source that is %s, then it is %s', (status, of, after) => {
  expect(merge({ ...source, status: of }, { ...target, status }).target.status).toBe(after)
})

test.each([
  ['the case itself', source, source, undefined, 'same_case'],
  ['a case that was merged into it', source, { ...target, mergedInto: source.id }, undefined, 'merged'],
  ['another version', source, target, 2, 'version'],
])('given %s, then the merge is refused', (_, from, into, version, code) => {
  expect(() => merge(from, into, version)).toThrow(expect.objectContaining({ statusCode: 409, code }))
})

const tallyOf = ({ mails, files, mailboxes, openedAt }: CaseRow) => ({ mails, files, mailboxes, openedAt })
function unmerge(from: CaseRow, into: CaseRow, news: Partial<CaseRow> = {}) {
  const merged = merge(from, into)
  const tally = { source: tallyOf({ ...from, ...news }), target: tallyOf(into) }
  return decideUnmerge(merged.source, merged.target, { before: merged.before, tally }, AGAIN)
}

test.each(['new', 'open', 'pending', 'closed'] as const)(
  'a merge of a %s case, undone, leaves all as it was',
  (status) => {
    for (const into of [target, { ...target, status: 'closed' as const, mailboxes: ['sales'] }]) {
      const from = { ...source, status }
      const undone = unmerge(from, into)
      expect(undone.source).toEqual({ ...from, version: 5, updatedAt: AGAIN })
      expect(undone.target).toEqual({ ...into, version: 5, updatedAt: AGAIN })
    }
  },
)

test('given mails that came for the source since, then it is open', () => {
  const closed: CaseRow = { ...source, status: 'closed' }
  expect(unmerge(closed, target, { mails: 3 }).source).toMatchObject({ status: 'open', mails: 3 })
})

test('given a target that was opened and changed since, then it stays open', () => {
  const merged = merge(source, { ...target, status: 'closed' })
  const changed = { ...merged.target, version: 5 }
  const tally = { source: tallyOf(source), target: tallyOf(target) }
  const found = { before: merged.before, tally }
  expect(decideUnmerge(merged.source, changed, found, AGAIN).target.status).toBe('open')
})

test('given a mailbox by which mails came to both, then both keep it', () => {
  const merged = merge()
  const tally = { source: tallyOf(source), target: { ...tallyOf(target), mailboxes: ['support', 'sales'] } }
  const found = { before: merged.before, tally }
  expect(decideUnmerge(merged.source, merged.target, found, AGAIN).target.mailboxes).toEqual(['support', 'sales'])
})
