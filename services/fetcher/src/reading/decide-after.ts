import type { Policy } from '@tubepost/events'

export type After = Policy['afterSuccess']

/** What the policy says for a settled mail. Automatic mail counts as success; what was never ours to handle stays put. */
export function afterSettlement(
  policy: Pick<Policy, 'afterSuccess' | 'afterFailure'>,
  mail: { outcome: string; reason: string | null },
): After {
  if (mail.reason === 'already_seen') return 'keep'
  const succeeded = mail.outcome === 'applied' || mail.outcome === 'duplicate' || mail.reason === 'automatic'
  return succeeded ? policy.afterSuccess : policy.afterFailure
}
