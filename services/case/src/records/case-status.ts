import type { CASE_STATUSES } from '@tubepost/api'

export type CaseStatus = (typeof CASE_STATUSES)[number]

/** Which state may follow each. */
export const MOVES: Readonly<Record<CaseStatus, readonly CaseStatus[]>> = {
  new: ['open', 'pending', 'closed'],
  open: ['pending', 'closed'],
  pending: ['open', 'closed'],
  closed: ['open'],
}

/** The state of a case after somebody of ours has answered: it is at work, unless it was set to wait or has ended. */
export const statusAfterAnswer = (status: CaseStatus): CaseStatus => (status === 'new' ? 'open' : status)

/**
 * The state of a case after one more mail. Any answer brings a closed case back, so that nobody's mail lies unseen; a pending one
 * waits for its requester, and for nobody else. A mail from before the set-up moves nothing: its conversation has ended.
 */
export function statusAfterMail(
  status: CaseStatus,
  mail: { readonly isRequester: boolean; readonly isSilent: boolean },
): CaseStatus {
  if (mail.isSilent) return status
  if (status === 'closed') return 'open'
  return status === 'pending' && mail.isRequester ? 'open' : status
}
