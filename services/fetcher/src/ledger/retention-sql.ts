import { BLOB_SCHEMA, type Statement } from '@tubepost/db'

const IS_OLD = 'now() - make_interval(days => $1)'

/**
 * Deletes header and bytes of finished mails. The ledger's row stays: it recognises the mail when the server shows it
 * again, and the books count it. An unsettled mail and one that raised an alarm stay whole.
 */
export const OLD_MAILS: readonly Statement[] = [
  {
    name: 'retention.headers',
    // One by one, the oldest first: `limit` and the array keep the whole ledger from being read for a thousand of them.
    text: `with old as materialized (
             select array(
               select e.mail_id from mail_event e, lateral (
                 select from mail m where m.mail_id = e.mail_id and settled_at < ${IS_OLD} and final_at < ${IS_OLD} limit 1
               ) as finished
               where e.at < ${IS_OLD} order by e.at limit $2 for update of e skip locked) as ids),
           without_body as (
             update mail set body_sha256 = null
             where mail_id = any((select ids from old)::uuid[]) and body_sha256 is not null)
           delete from mail_event where mail_id = any((select ids from old)::uuid[])`,
  },
  {
    // A mail that comes in with the same bytes renews `at`, and its transaction holds the row: then they stay. The
    // bytes themselves are removed as unclaimed ones.
    name: 'retention.bodies',
    text: `with unused as materialized (
             select sha256 from ${BLOB_SCHEMA}.blob b where at < ${IS_OLD}
               and not exists (select 1 from mail where mail.body_sha256 = b.sha256)
             limit $2),
           old as (
             delete from ${BLOB_SCHEMA}.blob b using unused where b.sha256 = unused.sha256 and at < ${IS_OLD}
             returning content, place)
           insert into ${BLOB_SCHEMA}.unclaimed (content, place) select content, place from old`,
  },
]
