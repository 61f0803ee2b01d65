import type { Statement } from '@tubepost/db'

/** Sessions, links and tries that have ended go within days, however long the journal is kept; the audit stays as long. */
export const OLD_SIGN_INS: readonly Statement[] = [
  {
    name: 'retention.sessions',
    text: `with old as materialized (
             select digest as id from session where ends_at < now() - make_interval(days => least($1, 1))
               or last_used_at < now() - make_interval(days => least($1, 8))
             limit $2)
           delete from session using old where digest = old.id`,
  },
  {
    name: 'retention.links',
    text: `with old as materialized (
             select digest as id from sign_in_link where expires_at < now() - make_interval(days => least($1, 1)) limit $2)
           delete from sign_in_link using old where digest = old.id`,
  },
  {
    name: 'retention.tries',
    text: `with old as materialized (
             select key as id from sign_in_try where last_at < now() - make_interval(days => least($1, 1)) limit $2)
           delete from sign_in_try using old where key = old.id`,
  },
  {
    name: 'retention.browsers',
    text: `with old as materialized (
             select digest, person_id from known_browser
             where last_used_at < now() - make_interval(days => least($1, 365)) limit $2)
           delete from known_browser b using old where (b.digest, b.person_id) = (old.digest, old.person_id)`,
  },
  {
    name: 'retention.audit',
    text: `with old as materialized (
             select id from audit where at < now() - make_interval(days => $1) limit $2)
           delete from audit using old where audit.id = old.id`,
  },
]
