import type { Statement } from '@tubepost/db'

/** Deletes finished replies with their tries. A reply that waits for a person stays. */
export const OLD_REPLIES: readonly Statement[] = [
  {
    name: 'retention.replies',
    text: `delete from reply where reply_id in (
             select reply_id from reply where finished_at < now() - make_interval(days => $1)
               and state in ('sent', 'failed', 'unknown', 'discarded')
             limit $2)`,
  },
]
