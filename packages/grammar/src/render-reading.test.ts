import { expect, test } from 'vitest'
import { newYork } from '../test/contexts.ts'
import { readStatusSubject } from './read-status-subject.ts'
import { renderReading } from './render-reading.ts'

test.each([
  ['o', 'Out'],
  ['o 30m', 'Out: 2014-08-15T15:30:00-04:00'],
  ['re: out lunch', 'Out: lunch'],
  ['Out lunch, back at 4pm', 'Out: 2014-08-15T16:00:00-04:00 lunch'],
  ['Otu', ''],
])('%j is %j', (subject, canonical) => {
  expect(renderReading(readStatusSubject(subject, newYork))).toBe(canonical)
})

test('a name that looks like a prefix goes without the colon that would make it one', () => {
  const context = { ...newYork, statuses: [{ id: 'away', name: 'AW', aliases: [] }] }
  const canonical = renderReading(readStatusSubject('AW 30m gym', context))
  expect(canonical).toBe('AW 2014-08-15T15:30:00-04:00 gym')
  expect(readStatusSubject(canonical, context)).toMatchObject({ dueBack: '2014-08-15T15:30:00-04:00', comment: 'gym' })
})
