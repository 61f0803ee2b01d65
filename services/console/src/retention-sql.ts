import type { Statement } from '@tubepost/db'

/** Not settled, or waiting for an operator: kept with all its events, whatever its age. */
const PENDING = `(m.outcome is null or exists (
  select 1 from dead_letter d where d.mail_id = m.mail_id and d.state = 'open'))`

/**
 * Old personal data in the journal is deleted; never that of a mail still under way. The oldest first: an index gives them
 * in this order, and the rows are named by an array, so a batch reads little more than it takes.
 */
export const OLD_ENTRIES: readonly Statement[] = [
  {
    name: 'retention.events',
    text: `delete from event where event_id = any(array(
             select event_id from event e where e.at < now() - make_interval(days => $1)
               and not exists (select 1 from mail m where m.mail_id = e.mail_id and ${PENDING})
             order by e.at limit $2))`,
  },
  {
    name: 'retention.heads',
    text: `with old as materialized (
             select mail_id from mail m where m.pruned_at is null
               and m.settled_at < now() - make_interval(days => $1)
               and coalesce(m.received_at, m.settled_at) < now() - make_interval(days => $1) and not ${PENDING}
             order by m.settled_at limit $2),
           told as (delete from mail_head where mail_id = any(array(select mail_id from old)))
           update mail set pruned_at = now() where mail_id = any(array(select mail_id from old))`,
  },
  {
    name: 'retention.deadLetters',
    text: `delete from dead_letter where event_id = any(array(
             select event_id from dead_letter
             where state <> 'open' and changed_at < now() - make_interval(days => $1) limit $2))`,
  },
]
