import { answers, isGranted, Nothing, Wall } from '@tubepost/api'
import { organisation } from '@tubepost/events'
import { bearerToken, callerOf, type HttpApp, isUuid, RefusedRequest, tokenDigest } from '@tubepost/service'
import { clientOf } from './sign-in/client-of.ts'
import { readCookie, WALL_SECONDS, writeCookie } from './sign-in/cookies.ts'
import { refuseForeignPage } from './sign-in/refuse-foreign-page.ts'
import { refuseOpenWire } from './sign-in/refuse-open-wire.ts'
import { type ConsoleContext, settingsOf } from './sign-in/settings.ts'
import { sessionOf } from './sign-in/who-is-signed-in.ts'
import { wallSecretOf } from './token-form.ts'
import { setWallDigest, tokenExpiry } from './token-sql.ts'

const RETRY_AFTER_SECONDS = 5

/** The board on a screen in the hall, where nobody signs in: a token opens it, and a cookie keeps it open. */
export function wallRoutes(app: HttpApp, context: ConsoleContext): void {
  const config = { scope: 'status:board' } as const

  const open = {
    config,
    schema: {
      summary: 'Open the board on a screen by its token',
      description:
        'The answer sets a cookie that opens the board and nothing else, until the token is revoked or has expired. The token cannot be told from it.',
      response: answers({ 204: Nothing }, { 403: ['no_token', 'not_secure', 'foreign_page'] }),
    },
  }
  app.post('/api/console/wall', open, async (request, reply) => {
    const { token: id } = callerOf(request)
    const token = bearerToken(request)
    if (token === '' || !isUuid(id))
      throw new RefusedRequest(
        403,
        'no_token',
        'A screen is opened by a token of its own, with the scope status:board. An administrator makes one on the page Tokens.',
      )
    const client = clientOf(request, await settingsOf(context))
    refuseOpenWire(client)
    refuseForeignPage(request, client)
    const secret = wallSecretOf(token)
    await setWallDigest(context.pool, id, tokenDigest(secret))
    const seconds = secondsUntil(await tokenExpiry(context.pool, id))
    return reply
      .code(204)
      .header('set-cookie', writeCookie('wall', secret, client, seconds))
      .send()
  })

  const look = {
    config,
    schema: { summary: 'What the board on a screen shows besides people', response: answers({ 200: Wall }) },
  }
  app.get('/api/console/wall', look, async (request, reply): Promise<Wall> => {
    const here = context.reference(organisation).records.get('organisation')
    if (here === undefined)
      throw new RefusedRequest(503, 'unavailable', 'The set-up is not read yet. Try again.', RETRY_AFTER_SECONDS)
    const { token: id, scopes } = callerOf(request)
    const isScreen = sessionOf(request) === undefined && bearerToken(request) === ''
    const until = isUuid(id) ? await tokenExpiry(context.pool, id) : null
    if (isScreen) {
      const client = clientOf(request, await settingsOf(context))
      const secret = readCookie('wall', request, client)
      reply.header('set-cookie', writeCookie('wall', secret, client, secondsUntil(until)))
    }
    return {
      organisation: here.name,
      timeZone: here.timeZone,
      by: isScreen ? 'screen' : sessionOf(request) === undefined ? 'token' : 'session',
      comments: isGranted('status:comments', scopes),
      until: until?.toISOString() ?? null,
    }
  })
}

/** How long the cookie of a screen is kept: as long as its token lives, and as browsers allow. */
function secondsUntil(expiry: Date | null): number {
  if (expiry === null) return WALL_SECONDS
  return Math.max(1, Math.min(WALL_SECONDS, Math.ceil((expiry.getTime() - Date.now()) / 1_000)))
}
