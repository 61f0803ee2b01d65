import type { Statement } from '@tubepost/db'

/** Not settled, or waiting for an operator: kept with all its events, whatever its age. */
const PENDING = `(m.outcome is null or exists (
  select 1 from dead_letter d where d.mail_id = m.mail_id and d.state = 'open'))`

/** Old personal data in the journal is deleted; never that of a mail still under way. */
export const OLD_ENTRIES: readonly Statement[] = [
  {
    name: 'retention.events',
    text: `delete from event where event_id in (
             select e.event_id from event e where e.at < now() - make_interval(days => $1)
               and not exists (select 1 from mail m where m.mail_id = e.mail_id and ${PENDING})
             limit $2)`,
  },
  {
    name: 'retention.heads',
    text: `update mail set pruned_at = now(), message_id = null, sender = null, subject = null where mail_id in (
             select m.mail_id from mail m where m.pruned_at is null
               and m.settled_at < now() - make_interval(days => $1)
               and coalesce(m.received_at, m.settled_at) < now() - make_interval(days => $1) and not ${PENDING}
             limit $2)`,
  },
  {
    name: 'retention.deadLetters',
    text: `delete from dead_letter where event_id in (
             select event_id from dead_letter
             where state <> 'open' and changed_at < now() - make_interval(days => $1) limit $2)`,
  },
]
