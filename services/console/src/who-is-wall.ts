import { isGranted } from '@tubepost/api'
import { type Caller, type HttpRequest, scopeOf, tokenDigest } from '@tubepost/service'
import type { Client } from './sign-in/client-of.ts'
import { readCookie } from './sign-in/cookies.ts'
import type { ConsoleContext } from './sign-in/settings.ts'
import { useWall } from './token-sql.ts'
import { WALL_SCOPES } from './wall-scopes.ts'

const READS: ReadonlySet<string> = new Set(['GET', 'HEAD'])

/**
 * The caller of a call with the cookie of a screen: the board, and nothing else that its token may allow. Undefined where the
 * call is no look at the board, or the token has ended.
 * @param isRight whether a secret can be one of ours at all, without a query for each guess
 */
export async function whoIsWall(
  { pool }: ConsoleContext,
  request: HttpRequest,
  client: Client,
  isRight: (secret: string) => Promise<boolean>,
): Promise<Caller | undefined> {
  if (scopeOf(request) !== 'status:board' || !READS.has(request.method)) return undefined
  const secret = readCookie('wall', request, client)
  if (secret === '' || !(await isRight(secret))) return undefined
  const token = await useWall(pool, tokenDigest(secret))
  if (token === undefined) return undefined
  return { token: token.id, scopes: WALL_SCOPES.filter((scope) => isGranted(scope, token.scopes)) }
}
