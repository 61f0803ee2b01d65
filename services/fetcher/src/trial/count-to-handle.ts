import type { Policy } from '@tubepost/events'

/** Messages of a folder by what the ledger says of them. */
export interface Standing {
  /** UIDs of all messages. */
  readonly uids: readonly number[]
  /** Those without the flag \Seen. */
  readonly unseen: ReadonlySet<number>
  /** Those that the ledger has: they have been decided on. */
  readonly known: ReadonlySet<number>
  /** UIDs up to this one were there before the mailbox was set up; null where it never was, so that all were. */
  readonly backlogUid: number | null
}

/** How many of the messages would be handled if the mailbox were read now: what an administrator wants to know before. */
export function countToHandle(standing: Standing, policy: Pick<Policy, 'fetchScope' | 'backlog'>): number {
  const { uids, unseen, known, backlogUid } = standing
  return uids.filter((uid) => {
    if (known.has(uid)) return false
    const isBacklog = backlogUid === null || uid <= backlogUid
    if (isBacklog && policy.backlog === 'ignore') return false
    return policy.fetchScope !== 'unseen' || unseen.has(uid)
  }).length
}
