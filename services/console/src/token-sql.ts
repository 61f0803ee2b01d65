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
const REMOVE: Statement = { name: 'token.remove', text: 'delete from api_token where id = $1' }
const FIND: Statement = {
  name: 'token.find',
  text: `select ${SHOWN} from api_token where digest = $1 and (expires_at is null or expires_at > now())`,
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

export const listTokens = (pool: Pool) => rows<ApiToken>(pool, LIST)

/** @returns false where there is none of this id */
export async function removeToken(pool: Pool, id: string): Promise<boolean> {
  return (await touch(pool, REMOVE, [id])) === 1
}

/** The token with this digest, unless it has expired; notes that it was used. */
export async function useToken(pool: Pool, digest: Buffer): Promise<ApiToken | undefined> {
  const [token] = await rows<ApiToken>(pool, FIND, [digest])
  if (token !== undefined) await touch(pool, USED, [token.id])
  return token
}
