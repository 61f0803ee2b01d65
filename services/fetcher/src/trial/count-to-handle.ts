import type { Policy } from '@tubepost/events'

/** Messages of a folder, by their state in the ledger. */
export interface CountedFolder {
  /** UIDs of all messages. */
  readonly uids: readonly number[]
  /** Those without the flag \Seen. */
  readonly unseen: ReadonlySet<number>
  /** Those in the ledger: they have been decided on. */
  readonly known: ReadonlySet<number>
  /** UIDs up to this one were there before the mailbox was set up; null where it is not set up yet, so that all are. */
  readonly backlogUid: number | null
}

/**
 * How many of the messages would be handled if the mailbox were read now, for an administrator who is about to enable
 * it.
 */
export function countToHandle(folder: CountedFolder, policy: Pick<Policy, 'fetchScope' | 'backlog'>): number {
  const { uids, unseen, known, backlogUid } = folder
  return uids.filter((uid) => {
    if (known.has(uid)) return false
    const isBacklog = backlogUid === null || uid <= backlogUid
    if (isBacklog && policy.backlog === 'ignore') return false
    return policy.fetchScope !== 'unseen' || unseen.has(uid)
  }).length
}
