import type { Policy } from '@tubepost/events'

/** The four products' ways of handling a mailbox. Every field can be overridden in the policy of a mailbox. */
export const presets = {
  officestatus: {
    fetchScope: 'unseen',
    backlog: 'ignore',
    afterSuccess: 'markRead',
    afterFailure: 'markRead',
    unknownSender: 'ignore',
    ack: 'errorsOnly',
    replyCc: false,
    leastTrust: 'unverified',
  },
  clientspace: {
    fetchScope: 'unseen',
    backlog: 'live',
    afterSuccess: 'markRead',
    afterFailure: { move: 'Failed' },
    unknownSender: 'accept',
    ack: 'firstMessage',
    replyCc: false,
    leastTrust: 'unverified',
  },
  agileapps: {
    fetchScope: 'all',
    backlog: 'importSilent',
    afterSuccess: 'delete',
    afterFailure: { move: 'Failed' },
    unknownSender: 'accept',
    ack: 'firstMessage',
    replyCc: false,
    leastTrust: 'unverified',
  },
  stoic: {
    fetchScope: 'newUids',
    backlog: 'ignore',
    afterSuccess: 'markRead',
    afterFailure: { move: 'Failed' },
    unknownSender: 'ignore',
    ack: 'always',
    replyCc: true,
    leastTrust: 'plausible',
  },
} satisfies Record<string, Partial<Policy>>

const COMMON = {
  caseSensitive: false,
  pastDate: 'shift',
  maxMailBytes: 50 * 1024 * 1024,
  trustedAuthservId: null,
} as const

/** The policy of a mailbox: its own fields, else its preset's. `officestatus` handles failures as it handles success (R13). */
export function policyOf(preset: keyof typeof presets, own: Partial<Policy>): Policy {
  const policy: Policy = { ...COMMON, ...presets[preset], ...own }
  if (preset === 'officestatus' && own.afterFailure === undefined) policy.afterFailure = policy.afterSuccess
  return policy
}
