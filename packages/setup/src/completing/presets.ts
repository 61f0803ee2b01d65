import type { Policy } from '@tubepost/events'

/** The four products' ways of handling a mailbox. A mailbox's own policy can override every field. */
export const presets = {
  officestatus: {
    fetchScope: 'unseen',
    backlog: 'ignore',
    afterSuccess: 'markRead',
    afterFailure: 'markRead',
    unknownSender: 'ignore',
    ack: 'errorsOnly',
    leastTrust: 'unverified',
  },
  clientspace: {
    fetchScope: 'unseen',
    backlog: 'live',
    afterSuccess: 'markRead',
    afterFailure: { move: 'Failed' },
    unknownSender: 'accept',
    ack: 'firstMessage',
    leastTrust: 'unverified',
  },
  agileapps: {
    fetchScope: 'all',
    backlog: 'importSilent',
    afterSuccess: 'delete',
    afterFailure: { move: 'Failed' },
    unknownSender: 'accept',
    ack: 'firstMessage',
    leastTrust: 'unverified',
  },
  stoic: {
    fetchScope: 'newUids',
    backlog: 'ignore',
    afterSuccess: 'markRead',
    afterFailure: { move: 'Failed' },
    unknownSender: 'ignore',
    ack: 'always',
    leastTrust: 'plausible',
  },
} satisfies Record<string, Partial<Policy>>

const COMMON = {
  replyCc: false,
  caseSensitive: false,
  pastDate: 'shift',
  maxMailBytes: 50 * 1024 * 1024,
  trustedAuthservId: null,
  trustedHops: 0,
  trustedRun: false,
  newCases: 'allow',
  closedCase: 'reopen',
  changedSubject: 'follow',
} as const

type Routes = readonly { readonly to: string }[]

/** A mailbox without routes leads to status. */
export function leadsToStatusAlone(routes: Routes): boolean {
  return routes.every(({ to }) => to === 'status')
}

/** Whether a preset handles failures as it handles success, unless the mailbox says something else (R13). */
export const failureFollows = (preset: keyof typeof presets): boolean => preset === 'officestatus'

/** The policy of a mailbox: its own fields, else its preset's. */
export function policyOf(preset: keyof typeof presets, own: Partial<Policy>, routes: Routes): Policy {
  const policy: Policy = { ...COMMON, ...presets[preset], ...own }
  if (failureFollows(preset) && own.afterFailure === undefined) policy.afterFailure = policy.afterSuccess
  if (leadsToStatusAlone(routes)) {
    // No case is opened here, so the preset's values for strangers and first messages become those for status.
    if (policy.unknownSender === 'confirm' || policy.unknownSender === 'accept') policy.unknownSender = 'ignore'
    if (policy.ack === 'firstMessage') policy.ack = 'errorsOnly'
  }
  return policy
}
