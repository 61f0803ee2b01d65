import { expect, test } from 'vitest'
import { afterSettlement, groupByAfter } from './decide-after.ts'

const policy = { afterSuccess: { move: 'Done' }, afterFailure: 'markRead' } as const

test.each([
  ['applied', null, policy.afterSuccess],
  ['duplicate', 'duplicate', policy.afterSuccess],
  ['ignored', 'automatic', policy.afterSuccess],
  ['ignored', 'superseded', policy.afterFailure],
  ['ignored', 'already_seen', 'keep'],
  ['rejected', 'no_status', policy.afterFailure],
  ['failed', 'unreadable', policy.afterFailure],
])('%s (%s) is followed by the act that the policy names', (outcome, reason, after) => {
  expect(afterSettlement(policy, { outcome, reason })).toEqual(after)
})

test('mails with the same act are grouped', () => {
  const mails = ['applied', 'rejected', 'duplicate'].map((outcome) => ({ outcome, reason: null }))
  expect(groupByAfter({ afterSuccess: { move: 'Done' }, afterFailure: { move: 'Done' } }, mails)).toHaveLength(1)
  expect(groupByAfter(policy, mails)).toEqual([
    { after: policy.afterSuccess, group: [mails[0], mails[2]] },
    { after: policy.afterFailure, group: [mails[1]] },
  ])
})
