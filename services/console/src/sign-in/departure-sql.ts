import { type Pool, rows, type Statement, touch, transaction } from '@tubepost/db'

// An id can be given to somebody else; within the hour it is the same person, whose entry was written anew.
const STAYS = `interval '1 hour'`
const NOTE: Statement = {
  name: 'departure.note',
  text: `update password set missing_since = case when person_id = any($1) then null else now() end
         where (missing_since is null) <> (person_id = any($1))`,
}
const FORGET: Statement = {
  name: 'departure.forget',
  text: `delete from password where missing_since < now() - ${STAYS} returning person_id as person`,
}
const FORGET_SESSIONS: Statement = {
  name: 'departure.forgetSessions',
  text: 'delete from session where not (person_id = any($1))',
}
const FORGET_LINKS: Statement = {
  name: 'departure.forgetLinks',
  text: 'delete from sign_in_link where not (person_id = any($1))',
}
const FORGET_BINDINGS: Statement = {
  name: 'departure.forgetBindings',
  text: 'delete from oidc_binding where not (person_id = any($1))',
}
const FORGET_BROWSERS: Statement = {
  name: 'departure.forgetBrowsers',
  text: 'delete from known_browser where person_id = any($1)',
}

/** Ends the sessions and bindings of people who are not in the set-up any more; an hour later their passwords are gone too. */
export async function forgetDeparted(pool: Pool, present: readonly string[]): Promise<void> {
  await transaction(pool, async (tx) => {
    await touch(tx, NOTE, [present])
    await touch(tx, FORGET_SESSIONS, [present])
    await touch(tx, FORGET_LINKS, [present])
    await touch(tx, FORGET_BINDINGS, [present])
    const departed = await rows<{ person: string }>(tx, FORGET)
    await touch(tx, FORGET_BROWSERS, [departed.map(({ person }) => person)])
  })
}
