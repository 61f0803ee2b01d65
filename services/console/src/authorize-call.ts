import {
  type Authorize,
  bearerToken,
  isToken,
  RefusedRequest,
  SCOPES,
  tokenDigest,
  unauthorized,
} from '@tubepost/service'
import type { ConsoleConfig } from './console-config.ts'
import { createKnownTokens } from './known-tokens.ts'
import { clientOf } from './sign-in/client-of.ts'
import { type ConsoleContext, settingsOf } from './sign-in/settings.ts'
import { whoIsSignedIn } from './sign-in/who-is-signed-in.ts'
import { whoIsWall } from './who-is-wall.ts'
import { createWrongTokens } from './wrong-tokens.ts'
import { listDigests, useToken } from './token-sql.ts'

/**
 * The administrator's token has every scope, every other one its own; a person who has signed in has those of their role. A
 * header `Authorization` goes before a cookie, and that of a session before that of a screen.
 */
export function authorizeCall(context: ConsoleContext<ConsoleConfig>): Authorize {
  const { config, pool } = context
  const isKnown = createKnownTokens(() => listDigests(pool))
  const wrong = createWrongTokens()
  return async (request) => {
    const given = bearerToken(request)
    if (given !== '' && isToken(given, config.ADMIN_TOKEN)) return { token: 'admin', scopes: SCOPES }
    if (given === '' && (request.headers.authorization !== undefined || request.headers.cookie === undefined))
      throw unauthorized()
    const client = clientOf(request, await settingsOf(context))
    const isRight = async (secret: string) => isKnown(secret, tokenDigest(secret))
    if (given === '') {
      const caller =
        (await whoIsSignedIn(context, request, client, isRight)) ?? (await whoIsWall(context, request, client, isRight))
      if (caller === undefined) throw signedOut()
      return caller
    }
    const token = (await isRight(given)) ? await useToken(pool, tokenDigest(given)) : undefined
    if (token === undefined) throw wrong.refuse(client.address)
    return { token: token.id, scopes: token.scopes, actor: token.person ?? undefined }
  }
}

/** Not counted as a guess: a page that stays open asks on with the cookie of a session that has ended. */
const signedOut = () =>
  new RefusedRequest(401, 'unauthorized', 'Nobody is signed in here, or no longer. Sign in again.')
