import { BLOB_SCHEMA, type Statement } from '@tubepost/db'

const IS_OLD = 'now() - make_interval(days => $1)'

/**
 * Deletes header and bytes of finished mails. The ledger's row stays: it recognises the mail when the server shows it
 * again, and the books count it. An unsettled mail and one that raised an alarm stay whole.
 */
export const OLD_MAILS: readonly Statement[] = [
  {
    name: 'retention.headers',
    text: `update mail set event = null, body_sha256 = null where mail_id in (
             select mail_id from mail where event is not null and settled_at < ${IS_OLD} and final_at < ${IS_OLD}
             limit $2 for update skip locked)`,
  },
  {
    // A mail that comes in with the same bytes renews `at`, and its transaction holds the row: then they stay. The
    // bytes themselves are removed as unclaimed ones.
    name: 'retention.bodies',
    text: `with old as (
             delete from ${BLOB_SCHEMA}.blob where at < ${IS_OLD} and sha256 in (
               select b.sha256 from ${BLOB_SCHEMA}.blob b where b.at < ${IS_OLD}
                 and not exists (select 1 from mail where mail.body_sha256 = b.sha256)
               limit $2)
             returning content, place)
           insert into ${BLOB_SCHEMA}.unclaimed (content, place) select content, place from old`,
  },
]
