import { answers, Nothing, SessionQuery, Sessions } from '@tubepost/api'
import {
  callerOf,
  type HttpApp,
  isUuid,
  mayCall,
  oneOf,
  Parameters,
  type Query,
  readParameters,
  RefusedRequest,
} from '@tubepost/service'
import { noteChange } from '../audit/audit-writes.ts'
import { endSession, listSessions } from './session-sql.ts'
import type { ConsoleContext } from './settings.ts'
import { sessionOf } from './who-is-signed-in.ts'

/** Where one is signed in; an administrator sees and ends everybody's. */
export function sessionRoutes(app: HttpApp, context: ConsoleContext): void {
  const scope = 'known'

  app.get<{ Querystring: Query }>(
    '/api/console/sessions',
    {
      config: { scope, reads: { querystring: SessionQuery } },
      schema: {
        summary: 'Where one is signed in',
        querystring: Parameters,
        response: answers({ 200: Sessions }, { 400: ['bad_parameter'], 403: ['not_permitted'] }),
      },
    },
    async (request) => {
      const { all } = readParameters(request.query, ['all'])
      const isAll = oneOf('all', all, ['1']) === '1'
      if (isAll && !mayCall(request, 'admin'))
        throw new RefusedRequest(
          403,
          'not_permitted',
          'Everybody’s sessions are for an administrator; leave "all" out.',
        )
      const { actor } = callerOf(request)
      const sessions =
        isAll || actor !== undefined ? await listSessions(context.pool, isAll ? null : (actor ?? '')) : []
      const current = sessionOf(request)?.id
      return { sessions: sessions.map((session) => ({ ...session, current: session.id === current })) }
    },
  )

  const end = {
    config: { scope },
    schema: {
      summary: 'End a session',
      description: 'One’s own; an administrator ends anybody’s.',
      response: answers({ 204: Nothing }, { 404: ['not_found'] }),
    },
  } as const
  app.delete<{ Params: { id: string } }>('/api/console/sessions/:id', end, async (request, reply) => {
    const { id } = request.params
    const owner = mayCall(request, 'admin') ? null : (callerOf(request).actor ?? '')
    const ended = isUuid(id) ? await endSession(context.pool, id, owner) : undefined
    if (ended === undefined) throw new RefusedRequest(404, 'not_found', `There is no session ${id}.`)
    noteChange(request, { before: ended })
    return reply.code(204).send()
  })
}
