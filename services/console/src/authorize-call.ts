import {
  type Authorize,
  bearerToken,
  type HttpRequest,
  isToken,
  RefusedRequest,
  type ServiceContext,
  tokenDigest,
  unauthorized,
} from '@tubepost/service'
import type { ConsoleConfig } from './console-config.ts'
import { isGranted, scopeNeeded } from './token-scopes.ts'
import { useToken } from './token-sql.ts'

const actors = new WeakMap<HttpRequest, string>()

/** The person for whom an authorized call is made; undefined where its token is nobody's own. */
export const actorOf = (request: HttpRequest): string | undefined => actors.get(request)

/** The administrator's token opens everything, every other token only its scopes. */
export function authorizeCall({ config, pool }: ServiceContext<ConsoleConfig>): Authorize {
  return async (request) => {
    const given = bearerToken(request)
    if (isToken(given, config.ADMIN_TOKEN)) return
    const token = given === '' ? undefined : await useToken(pool, tokenDigest(given))
    if (token === undefined) throw unauthorized()
    const needed = scopeNeeded(request.method, request.routeOptions.url ?? '', request.url.split('?')[0] ?? '')
    if (!isGranted(needed, token.scopes))
      throw new RefusedRequest(
        403,
        'not_permitted',
        `This call needs the scope ${needed}; the token has ${token.scopes.join(', ')}.`,
      )
    if (token.person !== null) actors.set(request, token.person)
  }
}
