import { answers, Nothing, SignIn, SignInWays } from '@tubepost/api'
import { transaction } from '@tubepost/db'
import { type HttpApp, RefusedRequest } from '@tubepost/service'
import { noteSignIn } from '../audit/audit-writes.ts'
import { beginSessionOf } from './begin-session.ts'
import { clientOf } from './client-of.ts'
import { readCookie, writeCookie } from './cookies.ts'
import { isPassword } from './hash-password.ts'
import { paceTries } from './pace-tries.ts'
import { passwordHash } from './password-sql.ts'
import { personWithAddress } from './people-known.ts'
import { refuseForeignPage } from './refuse-foreign-page.ts'
import { openWire, refuseOpenWire } from './refuse-open-wire.ts'
import { endSession } from './session-sql.ts'
import { type ConsoleContext, settingsOf } from './settings.ts'
import { sessionOf } from './who-is-signed-in.ts'

/** Signing in with a password, and out. Open to all, since nobody is known before. */
export function signInRoutes(app: HttpApp, context: ConsoleContext): void {
  const config = { scope: 'open' } as const

  const ways = { config, schema: { summary: 'How people sign in here', response: answers({ 200: SignInWays }) } }
  app.get('/api/console/sign-in', ways, async (request) => {
    const settings = await settingsOf(context)
    const why = openWire(clientOf(request, settings))
    const providers = settings.providers.map(({ id, name }) => ({ id, name }))
    return { password: true, providers, possible: why === undefined, why: why ?? null }
  })

  app.post<{ Body: SignIn }>(
    '/api/console/sign-in',
    {
      config,
      schema: {
        summary: 'Sign in with a password',
        description: 'The answer sets the cookie of a session.',
        body: SignIn,
        response: answers(
          { 204: Nothing },
          { 401: ['sign_in_refused'], 403: ['not_secure', 'foreign_page'], 429: ['too_many_tries'] },
        ),
      },
    },
    async (request, reply) => {
      const client = clientOf(request, await settingsOf(context))
      refuseOpenWire(client)
      refuseForeignPage(request, client)
      const { address, password } = request.body
      const person = personWithAddress(context, address)
      const browser = readCookie('browser', request, client)
      const wasRight = await paceTries(context.pool, { person: person?.id, address, client, browser })
      const hash = await passwordHash(context.pool, person?.id ?? '')
      // Beside the hash, which takes longer: an answer says by its time neither whether somebody has the address.
      const [isRight] = await Promise.all([
        isPassword(password, hash),
        person && noteSignIn(context.pool, request, { who: person.id, by: 'password' }),
      ])
      if (!isRight || person === undefined)
        throw new RefusedRequest(
          401,
          'sign_in_refused',
          'The address or the password is wrong, or no password was set yet; an administrator can make a link to set one.',
        )
      await wasRight()
      const cookies = await transaction(context.pool, (tx) =>
        beginSessionOf(tx, { request, client, person: person.id, how: 'password' }),
      )
      return reply.code(204).header('set-cookie', cookies).send()
    },
  )

  const leave = {
    config: { scope: 'known' },
    schema: { summary: 'Sign out', response: answers({ 204: Nothing }, { 403: ['no_session'] }) },
  } as const
  app.post('/api/console/sign-out', leave, async (request, reply) => {
    const session = sessionOf(request)
    if (session === undefined)
      throw new RefusedRequest(403, 'no_session', 'A token is not signed in; it is removed under /api/console/tokens.')
    await endSession(context.pool, session.id, session.person)
    const client = clientOf(request, await settingsOf(context))
    return reply
      .code(204)
      .header('set-cookie', writeCookie('session', undefined, client))
      .send()
  })
}
