import { expect, test } from 'vitest'
import { afterSettlement } from './decide-after.ts'

const policy = { afterSuccess: { move: 'Done' }, afterFailure: 'markRead' } as const

test.each([
  ['applied', null, policy.afterSuccess],
  ['duplicate', 'duplicate', policy.afterSuccess],
  ['ignored', 'automatic', policy.afterSuccess],
  ['ignored', 'superseded', policy.afterFailure],
  ['ignored', 'already_seen', 'keep'],
  ['rejected', 'no_status', policy.afterFailure],
  ['failed', 'unreadable', policy.afterFailure],
])('%s (%s) is followed by what the policy says', (outcome, reason, after) => {
  expect(afterSettlement(policy, { outcome, reason })).toEqual(after)
})
