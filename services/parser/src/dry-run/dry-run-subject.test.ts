import { expect, test } from 'vitest'
import { directory } from '../../test/mails.ts'
import { dryRunSubject } from './dry-run-subject.ts'

const NOW = '2014-08-15T19:00:00Z'
const run = { sentAt: '2014-08-15T19:00:00Z', timeZone: 'America/New_York', locale: 'en-US' }

test('the answer shows how a subject was read, and with which doubts', () => {
  expect(dryRunSubject({ ...run, subject: 'Out until about 4pm dentist' }, directory(), NOW)).toMatchObject({
    subject: 'Out until about 4pm dentist',
    status: 'Out',
    dueBack: '2014-08-15T16:00:00-04:00',
    comment: 'dentist',
    warnings: ['approximate'],
    canonical: 'Out: 2014-08-15T16:00:00-04:00 dentist',
  })
  expect(dryRunSubject({ ...run, subject: 'Out lunch back at 5pm' }, directory(), NOW)).toMatchObject({
    dueBack: null,
    warnings: ['unread_time'],
  })
})

test('the tags of the gateway are the organisation’s unless the run brings its own', () => {
  const office = directory()
  const tagged = { ...office, organisation: { ...office.organisation, subjectTags: ['Achtung'] } }
  const subject = 'Achtung: Out'
  expect(dryRunSubject({ ...run, subject }, tagged, NOW).status).toBe('Out')
  expect(dryRunSubject({ ...run, subject }, office, NOW).error?.code).toBe('no_status')
  expect(dryRunSubject({ ...run, subject, subjectTags: ['Achtung'] }, office, NOW).status).toBe('Out')
})

test('a subject alone is read as if it came to the organisation now', () => {
  expect(dryRunSubject({ subject: 'Out 30m' }, directory(), NOW)).toMatchObject({
    status: 'Out',
    dueBack: '2014-08-15T19:30:00+00:00',
  })
})
