import type { Person } from '@tubepost/events'
import { answers, Me, NewPassword, Nothing } from '@tubepost/api'
import { transaction } from '@tubepost/db'
import { callerOf, type HttpApp, type HttpRequest, RefusedRequest, SCOPES, tokenDigest } from '@tubepost/service'
import { forgetBrowsers } from './browser-sql.ts'
import { clientOf } from './client-of.ts'
import { readCookie } from './cookies.ts'
import { hashPassword, isPassword } from './hash-password.ts'
import { paceTries } from './pace-tries.ts'
import { passwordProblem } from './password-problem.ts'
import { passwordHash, setPasswordHash } from './password-sql.ts'
import { personOf } from './people-known.ts'
import { roleOf } from './role-scopes.ts'
import { endOtherSessions, type OpenSession } from './session-sql.ts'
import { type ConsoleContext, settingsOf } from './settings.ts'
import { sessionOf } from './who-is-signed-in.ts'

/** Tells a caller who they are and what they may do, for pages, which offer no more than that; and changes the password. */
export function meRoutes(app: HttpApp, context: ConsoleContext): void {
  const config = { scope: 'known' } as const

  const me = { config, schema: { summary: 'Who am I, and what may I do?', response: answers({ 200: Me }) } }
  app.get('/api/console/me', me, (request) => {
    const { actor, scopes } = callerOf(request)
    const person = actor === undefined ? undefined : personOf(context, actor)
    const isSession = sessionOf(request) !== undefined
    return {
      by: isSession ? 'session' : 'token',
      person: person === undefined ? null : shown(person),
      // A token may do what its scopes say, whoever it acts for.
      role: isSession && person !== undefined ? roleOf(person.role) : null,
      scopes: scopes.includes('admin') ? SCOPES : scopes,
    }
  })

  app.put<{ Body: NewPassword }>(
    '/api/console/me/password',
    {
      config,
      schema: {
        summary: 'Set one’s own password',
        description: 'All other sessions of the person end.',
        body: NewPassword,
        response: answers(
          { 204: Nothing },
          {
            400: ['weak_password', 'current_missing'],
            403: ['no_session', 'wrong_password', 'link_needed'],
            429: ['too_many_tries'],
          },
        ),
      },
    },
    async (request, reply) => {
      const session = sessionOf(request)
      const person = session && personOf(context, session.person)
      if (session === undefined || person === undefined)
        throw new RefusedRequest(
          403,
          'no_session',
          'A token has no password; a person who has signed in sets their own.',
        )
      const problem = passwordProblem(request.body.new, [person.name, ...person.addresses])
      if (problem !== undefined) throw new RefusedRequest(400, 'weak_password', problem)
      const client = clientOf(request, await settingsOf(context))
      const browser = readCookie('browser', request, client)
      await refuseWithoutCurrent(request, session, person)
      const hash = await hashPassword(request.body.new)
      await transaction(context.pool, async (tx) => {
        await setPasswordHash(tx, person.id, hash)
        await endOtherSessions(tx, person.id, session.id)
        await forgetBrowsers(tx, person.id, browser === '' ? null : tokenDigest(browser))
      })
      return reply.code(204).send()
    },
  )

  /** Somebody who came by a link has no password, or has forgotten it; anybody else shows that it is still they. */
  async function refuseWithoutCurrent(
    request: HttpRequest & { body: NewPassword },
    session: OpenSession,
    person: Person,
  ): Promise<void> {
    const hash = await passwordHash(context.pool, person.id)
    const isFresh = session.how === 'link' && session.createdAt.getTime() > Date.now() - LINK_FRESH_MS
    // Else the address would let in an administrator after all, by the password of somebody who became one since.
    if (hash === undefined && session.byAddress)
      throw new RefusedRequest(
        403,
        'link_needed',
        'A first password is set by a link, which an administrator makes: the address of an account alone let you in.',
      )
    if (hash === undefined || isFresh) return
    const { current } = request.body
    if (current === undefined)
      throw new RefusedRequest(400, 'current_missing', 'current: give the password that you have now.')
    const client = clientOf(request, await settingsOf(context))
    const wasRight = await paceTries(context.pool, {
      person: person.id,
      address: person.addresses[0] ?? '',
      client,
      browser: readCookie('browser', request, client),
    })
    if (!(await isPassword(current, hash)))
      throw new RefusedRequest(403, 'wrong_password', 'current: is not your password.')
    await wasRight()
  }
}

// Somebody who follows a link to set a password does it now; later it may be another who found the page open.
const LINK_FRESH_MS = 3_600_000

const shown = ({ id, name, timeZone, locale }: Person) => ({ id, name, timeZone, locale })
