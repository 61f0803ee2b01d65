import { readStatusSubject, type StatusTerm } from '@tubepost/grammar'
import { expect, test } from 'vitest'
import type { Standing } from './decide-statuses.ts'
import { undoSubject } from './undo-subject.ts'

const statuses: StatusTerm[] = [
  { id: 'in', name: 'In', aliases: ['I'], due: 'optional' },
  { id: 'out', name: 'Out of Office', aliases: ['O'], due: 'optional' },
  { id: 'leave', name: 'On leave', aliases: [], due: 'required' },
  { id: 'home', name: 'Home', aliases: [], due: 'forbidden' },
  { id: 'aw', name: 'AW', aliases: [], due: 'optional' },
]
const at = { now: '2014-08-15T19:00:00Z', timeZone: 'America/New_York', locale: 'en-US' }
const before: Standing = {
  statusId: 'out',
  status: 'Out of Office',
  type: 'out',
  dueBack: '2014-08-16T13:00:00.000Z',
  comment: 'call my cell',
  since: '2014-08-15T12:00:00Z',
  orderedAt: '2014-08-15T12:00:00Z',
  orderedBy: 'x',
  warnings: [],
}

test.each<[Partial<Standing>, string]>([
  [{}, 'Out of Office: 2014-08-16T09:00:00-04:00 call my cell'],
  [{ dueBack: null }, 'Out of Office: call my cell'],
  [{ dueBack: '2014-08-15T18:59:59.000Z' }, 'Out of Office: call my cell'],
  [{ comment: null }, 'Out of Office: 2014-08-16T09:00:00-04:00'],
  [{ dueBack: null, comment: null }, 'Out of Office'],
  [{ statusId: 'aw' }, 'AW 2014-08-16T09:00:00-04:00 call my cell'],
  [{ statusId: 'home', dueBack: null, comment: '30m walk' }, 'Home: 30m walk'],
  [{ comment: 'Ünï & "co": 50% ☕ 👩‍💻' }, 'Out of Office: 2014-08-16T09:00:00-04:00 Ünï & "co": 50% ☕ 👩‍💻'],
  [{ comment: 'tomorrow, 9am' }, 'Out of Office: 2014-08-16T09:00:00-04:00 tomorrow, 9am'],
])('%j is set again by %j', (change, subject) => {
  const standing = { ...before, ...change }
  expect(undoSubject(standing, statuses, at)).toBe(subject)
  for (const sent of [subject, decodeURIComponent(encodeURIComponent(subject))]) {
    const read = readStatusSubject(sent, {
      statuses,
      sentAt: at.now,
      timeZone: at.timeZone,
      locale: at.locale,
      defaultReturn: '10:00',
      endOfDay: '18:00',
    })
    const isAhead = standing.dueBack !== null && standing.dueBack > at.now
    expect(read.status?.id).toBe(standing.statusId)
    expect(read.comment).toBe(standing.comment)
    expect(read.dueBack === null ? null : new Date(read.dueBack).toISOString()).toBe(isAhead ? standing.dueBack : null)
  }
})

test('a renamed status is named as it is called now', () => {
  expect(undoSubject({ ...before, status: 'Away', comment: null, dueBack: null }, statuses, at)).toBe('Out of Office')
})

test.each<[string, Standing | null]>([
  ['nothing was before', null],
  ['the status is gone', { ...before, statusId: 'gone' }],
  ['the status needs a time and its own has passed', { ...before, statusId: 'leave', dueBack: '2014-08-15T18:00:00Z' }],
  ['the comment would be read as a due', { ...before, dueBack: null, comment: '30m walk' }],
  ['the due is further ahead than a subject can say', { ...before, dueBack: '2016-01-01T00:00:00Z' }],
  ['the comment would be cut', { ...before, comment: 'x'.repeat(1_000) }],
])('there is no undo when %s', (_, standing) => {
  expect(undoSubject(standing, statuses, at)).toBeNull()
})
