import type { Statement } from '@tubepost/db'

/** Deletes finished replies with their tries. A reply that waits for a person stays. */
export const OLD_REPLIES: readonly Statement[] = [
  {
    name: 'retention.replies',
    text: `with old as materialized (
             select reply_id as id from reply where finished_at < now() - make_interval(days => $1)
               and state in ('sent', 'failed', 'unknown', 'discarded')
             limit $2)
           delete from reply using old where reply_id = old.id`,
  },
]
