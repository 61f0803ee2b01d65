import { expect, test } from 'vitest'
import { problemOf } from './mailbox-problem.ts'

const policy = { afterSuccess: { move: 'Done/2026' }, afterFailure: 'keep' } as const
const unfinished = { code: 'source/move-refused', mails: 3, since: '2026-11-28T10:00:00Z' }
const problem = { code: 'source/auth-failed', message: 'No.', at: '2026-11-28T11:00:00Z' }

test('a mailbox without trouble has no problem', () => {
  expect(problemOf(policy, undefined)).toBeNull()
  expect(problemOf(policy, { problem: null, unfinished: null })).toBeNull()
})

test('mails that cannot be moved are a problem, with the folder and what to do', () => {
  expect(problemOf(policy, { problem: null, unfinished })).toEqual({
    code: 'source/move-refused',
    message:
      '3 settled mails stay in the mailbox: the server does not move mails to "Done/2026". Make that folder with a mail program, or name another in the mailbox’s policy (afterSuccess, afterFailure).',
    at: unfinished.since,
  })
})

test('that a mailbox cannot be read comes before what stays in it', () => {
  expect(problemOf(policy, { problem, unfinished })).toBe(problem)
})
