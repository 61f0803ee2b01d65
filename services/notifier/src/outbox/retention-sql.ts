import type { Statement } from '@tubepost/db'

/** Replies that have come to an end, with their attempts. One that waits for a person waits on. */
export const OLD_REPLIES: readonly Statement[] = [
  {
    name: 'retention.replies',
    text: `delete from reply where reply_id in (
             select reply_id from reply where finished_at < now() - make_interval(days => $1)
               and state in ('sent', 'failed', 'unknown', 'discarded')
             limit $2)`,
  },
]
