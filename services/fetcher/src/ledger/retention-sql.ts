import { BLOB_SCHEMA, type Statement } from '@tubepost/db'
import { OWNERS } from './owner-of.ts'

const IS_OLD = 'now() - make_interval(days => $1)'

/**
 * Deletes the headers of finished mails, and lets go of their bytes: those that nobody else claims are gone. The ledger's row
 * stays: it recognises the mail when the server shows it again, and the books count it. An unsettled mail and one that
 * raised an alarm stay whole.
 */
export const OLD_MAILS: readonly Statement[] = [
  {
    name: 'retention.mails',
    // One by one, the oldest first: `limit` and the array keep the whole ledger from being read for a thousand of them.
    text: `with old as materialized (
             select array(
               select e.mail_id from mail_event e, lateral (
                 select from mail m where m.mail_id = e.mail_id and settled_at < ${IS_OLD} and final_at < ${IS_OLD} limit 1
               ) as finished
               where e.at < ${IS_OLD} order by e.at limit $2 for update of e skip locked) as ids),
           let_go as (
             delete from ${BLOB_SCHEMA}.claim
             where owner = any((select array(select '${OWNERS}' || id from unnest(ids) as id) from old)::text[]))
           delete from mail_event where mail_id = any((select ids from old)::uuid[])`,
  },
]
