import { type Pool, rows, type Statement, touch } from '@tubepost/db'

/** A token as it is shown: nothing in it lets anybody in. */
export interface ApiToken {
  id: string
  name: string
  scopes: string[]
  /** The person for whom it acts. */
  person: string | null
  createdAt: Date
  expiresAt: Date | null
  lastUsedAt: Date | null
}

const SHOWN = `id, name, scopes, person_id as person, created_at as "createdAt", expires_at as "expiresAt",
               last_used_at as "lastUsedAt"`
const INSERT: Statement = {
  name: 'token.insert',
  text: `insert into api_token (name, digest, scopes, person_id, expires_at) values ($1, $2, $3, $4, $5) returning ${SHOWN}`,
}
const LIST: Statement = { name: 'token.list', text: `select ${SHOWN} from api_token order by created_at, id` }
const REMOVE: Statement = { name: 'token.remove', text: `delete from api_token where id = $1 returning ${SHOWN}` }
const DIGESTS: Statement = {
  name: 'token.digests',
  text: `select digest from api_token union all select digest from session
         union all select wall_digest from api_token where wall_digest is not null`,
}
const FIND: Statement = {
  name: 'token.find',
  text: `select ${SHOWN} from api_token where digest = $1 and (expires_at is null or expires_at > now())`,
}
const SET_WALL: Statement = { name: 'token.setWall', text: 'update api_token set wall_digest = $2 where id = $1' }
const FIND_WALL: Statement = {
  name: 'token.findWall',
  text: `select ${SHOWN} from api_token where wall_digest = $1 and (expires_at is null or expires_at > now())`,
}
const EXPIRY: Statement = {
  name: 'token.expiry',
  text: 'select expires_at as "expiresAt" from api_token where id = $1',
}
const LIVES: Statement = {
  name: 'token.lives',
  text: 'select 1 from api_token where id = $1 and (expires_at is null or expires_at > now())',
}
// To the minute, so that reading does not become writing.
const USED: Statement = {
  name: 'token.used',
  text: `update api_token set last_used_at = now()
         where id = $1 and (last_used_at is null or last_used_at < now() - interval '1 minute')`,
}

export async function insertToken(
  pool: Pool,
  token: { name: string; digest: Buffer; scopes: readonly string[]; person: string | null; expiresAt: string | null },
): Promise<ApiToken> {
  const { name, digest, scopes, person, expiresAt } = token
  const [row] = await rows<ApiToken>(pool, INSERT, [name, digest, scopes, person, expiresAt])
  if (row === undefined) throw new Error('the token was not stored')
  return row
}

/** Digests of all tokens and sessions, expired ones too. */
export async function listDigests(pool: Pool): Promise<Buffer[]> {
  return (await rows<{ digest: Buffer }>(pool, DIGESTS)).map(({ digest }) => digest)
}

export const listTokens = (pool: Pool) => rows<ApiToken>(pool, LIST)

/** @returns what was removed; undefined where there is none of this id */
export async function removeToken(pool: Pool, id: string): Promise<ApiToken | undefined> {
  const [removed] = await rows<ApiToken>(pool, REMOVE, [id])
  return removed
}

/** Whether the token with this id was neither revoked nor has expired. */
export async function isLivingToken(pool: Pool, id: string): Promise<boolean> {
  return (await rows(pool, LIVES, [id])).length > 0
}

/** The token with this digest, unless it has expired; notes that it was used. */
export async function useToken(pool: Pool, digest: Buffer): Promise<ApiToken | undefined> {
  const [token] = await rows<ApiToken>(pool, FIND, [digest])
  if (token !== undefined) await touch(pool, USED, [token.id])
  return token
}

/** Has the token with this id open the board by the secret with this digest. */
export async function setWallDigest(pool: Pool, id: string, digest: Buffer): Promise<void> {
  await touch(pool, SET_WALL, [id, digest])
}

/** The token that a screen was opened with, unless it has expired; notes that it was used. @param digest of the screen's secret */
export async function useWall(pool: Pool, digest: Buffer): Promise<ApiToken | undefined> {
  const [token] = await rows<ApiToken>(pool, FIND_WALL, [digest])
  if (token !== undefined) await touch(pool, USED, [token.id])
  return token
}

/** When the token with this id expires; null where it does not, or where there is none. */
export async function tokenExpiry(pool: Pool, id: string): Promise<Date | null> {
  const [token] = await rows<{ expiresAt: Date | null }>(pool, EXPIRY, [id])
  return token?.expiresAt ?? null
}
