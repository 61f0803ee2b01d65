import { type Pool, rows, type Statement, touch, type Tx } from '@tubepost/db'

/** A session as it is shown: nothing in it lets anybody in. */
export interface Session {
  id: string
  person: string
  how: 'password' | 'link' | 'oidc'
  /** Network address and browser that it began with. */
  address: string
  browser: string
  createdAt: Date
  lastUsedAt: Date
  endsAt: Date
}

/** A session that somebody calls with. */
export interface OpenSession extends Session {
  /** Nothing but the address of an account at a provider says that it is the person's. */
  byAddress: boolean
}

// Somebody who looks at the board each week stays signed in; a browser that was left behind does not.
const IDLE = `interval '7 days'`
/** After this long everybody signs in again, OWASP's "absolute timeout". */
export const SESSION_SECONDS = 30 * 24 * 3_600

const SHOWN = `id, person_id as person, how, address, browser, created_at as "createdAt", last_used_at as "lastUsedAt",
               least(ends_at, last_used_at + ${IDLE}) as "endsAt"`
const LIVES = `ends_at > now() and last_used_at > now() - ${IDLE}`
const BEGIN: Statement = {
  name: 'session.begin',
  text: `insert into session (digest, person_id, how, address, browser, ends_at, by_address)
         values ($1, $2, $3, $4, $5, now() + make_interval(secs => $6), $7) returning id`,
}
const FIND: Statement = {
  name: 'session.find',
  text: `select ${SHOWN}, by_address as "byAddress" from session where digest = $1 and ${LIVES}`,
}
const OPEN: Statement = { name: 'session.open', text: `select 1 from session where id = $1 and ${LIVES}` }
// To the minute, so that reading does not become writing.
const USED: Statement = {
  name: 'session.used',
  text: `update session set last_used_at = now() where id = $1 and last_used_at < now() - interval '1 minute'`,
}
const LIST: Statement = {
  name: 'session.list',
  text: `select ${SHOWN} from session where ${LIVES} and ($1::text is null or person_id = $1)
         order by last_used_at desc, id limit 1000`,
}
const END: Statement = {
  name: 'session.end',
  text: `delete from session where id = $1 and ($2::text is null or person_id = $2) returning ${SHOWN}`,
}
const END_OF: Statement = { name: 'session.endOf', text: 'delete from session where digest = $1' }
const END_OTHERS: Statement = {
  name: 'session.endOthers',
  text: 'delete from session where person_id = $1 and id <> $2',
}
const END_BY_PROVIDER: Statement = {
  name: 'session.endByProvider',
  text: `delete from session where person_id = $1 and how = 'oidc'`,
}
const END_ALL: Statement = { name: 'session.endAll', text: 'delete from session' }
const SET_HOW: Statement = { name: 'session.setHow', text: `update session set how = 'password' where id = $1` }

export async function beginSession(
  tx: Tx,
  session: Pick<OpenSession, 'person' | 'how' | 'address' | 'browser' | 'byAddress'> & { digest: Buffer },
): Promise<void> {
  const { digest, person, how, address, browser, byAddress } = session
  await rows(tx, BEGIN, [digest, person, how, address, browser, SESSION_SECONDS, byAddress])
}

/** The session with this digest, unless it has ended; notes that it was used. */
export async function useSession(pool: Pool, digest: Buffer): Promise<OpenSession | undefined> {
  const [session] = await rows<OpenSession>(pool, FIND, [digest])
  if (session !== undefined) await touch(pool, USED, [session.id])
  return session
}

/** Whether the session with this id has not ended; to look is not to use it. */
export async function isOpenSession(pool: Pool, id: string): Promise<boolean> {
  return (await rows(pool, OPEN, [id])).length > 0
}

/** Those that have not ended, the one used last first. @param person null for everybody's */
export const listSessions = (pool: Pool, person: string | null) => rows<Session>(pool, LIST, [person])

/** @param person whose it must be; null for anybody's @returns what was ended, if there was one */
export async function endSession(on: Pool | Tx, id: string, person: string | null): Promise<Session | undefined> {
  const [ended] = await rows<Session>(on, END, [id, person])
  return ended
}

/** Ends the session with this digest, if there is one. */
export async function endSessionOf(on: Pool | Tx, digest: Buffer): Promise<void> {
  await touch(on, END_OF, [digest])
}

/** After a new password: whoever had the old one is out. */
export async function endOtherSessions(tx: Tx, person: string, kept: string): Promise<void> {
  await touch(tx, END_OTHERS, [person, kept])
  await touch(tx, SET_HOW, [kept])
}

/** After a person was parted from their accounts at providers. */
export async function endSessionsByProvider(tx: Tx, person: string): Promise<void> {
  await touch(tx, END_BY_PROVIDER, [person])
}

/** After the tables were put back to an earlier time: sessions that were ended since would be open again. */
export async function endAllSessions(tx: Tx): Promise<readonly []> {
  await touch(tx, END_ALL)
  return []
}
