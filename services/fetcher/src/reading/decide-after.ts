import { isDeepStrictEqual } from 'node:util'
import type { Policy } from '@tubepost/events'

export type After = Policy['afterSuccess']
type Afters = Pick<Policy, 'afterSuccess' | 'afterFailure'>

/**
 * The policy's act for a settled mail. Automatic mail counts as success; mail that was never ours to handle stays in
 * place.
 */
export function afterSettlement(policy: Afters, mail: { outcome: string; reason: string | null }): After {
  if (mail.reason === 'already_seen') return 'keep'
  const succeeded = mail.outcome === 'applied' || mail.outcome === 'duplicate' || mail.reason === 'automatic'
  return succeeded ? policy.afterSuccess : policy.afterFailure
}

/** Groups the mails by their act, so that the server is asked once for each. */
export function groupByAfter<Mail extends { outcome: string; reason: string | null }>(
  policy: Afters,
  mails: readonly Mail[],
): { after: After; group: readonly Mail[] }[] {
  const groups: { after: After; group: Mail[] }[] = []
  for (const mail of mails) {
    const after = afterSettlement(policy, mail)
    const same = groups.find((group) => isDeepStrictEqual(group.after, after))
    if (same === undefined) groups.push({ after, group: [mail] })
    else same.group.push(mail)
  }
  return groups
}
