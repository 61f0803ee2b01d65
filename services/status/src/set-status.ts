import { randomUUID } from 'node:crypto'
import { answers, BoardEntry, StatusChange } from '@tubepost/api'
import { deriveId, firstEvent, statusChanged } from '@tubepost/events'
import { callerOf, type HttpApp, RefusedRequest, type ServiceContext } from '@tubepost/service'
import { boardChanged } from './board-changed.ts'
import { boardEntry } from './board-entry.ts'
import { loadKnown, readBoardOf, saveVerdicts } from './board-sql.ts'
import { afterStanding, decideStatuses } from './decide-statuses.ts'
import { loadPeopleOf } from './people-sql.ts'
import { requestOverHttp } from './request-over-http.ts'
import { listStatuses } from './statuses-sql.ts'
import { changeOf } from './verdict-events.ts'

/** Sets a status without a mail: same history, same fact, same order. */
export function setStatus(app: HttpApp, context: ServiceContext): void {
  app.put<{ Params: { id: string }; Body: StatusChange }>(
    '/api/status/people/:id/status',
    {
      config: { scope: 'status:set' },
      schema: {
        summary: 'Set the status of a person',
        body: StatusChange,
        response: answers(
          { 200: BoardEntry },
          {
            400: ['no_status', 'due_required', 'due_forbidden', 'bad_due', 'past_date'],
            403: ['not_permitted', 'unknown_actor'],
            404: ['no_person'],
            409: ['superseded', 'gone_person', 'gone_status'],
          },
        ),
      },
    },
    async (request): Promise<BoardEntry> => {
      const personId = request.params.id
      const asked = { ...request.body, ...actingFor(callerOf(request).actor, request.body) }
      const id = deriveId('status over HTTP', randomUUID())
      const verdict = await context.act(async (tx, { now, origin, emit }) => {
        const people = await loadPeopleOf(tx, [personId, asked.actor ?? personId])
        const statuses = await listStatuses(tx)
        const wish = requestOverHttp(personId, asked, { people, statuses }, { id, now })
        const known = await loadKnown(tx, [wish])
        const verdicts = decideStatuses([afterStanding(wish, known.standings.get(personId))], known)
        await saveVerdicts(tx, verdicts)
        const [decided] = verdicts
        if (decided?.kind === 'applied') {
          const timeZone = known.people.get(personId)?.timeZone ?? 'UTC'
          emit(firstEvent(statusChanged, origin, { id, data: changeOf(decided, timeZone) }))
        }
        return decided
      })
      boardChanged.wake()
      if (verdict?.kind === 'superseded')
        throw new RefusedRequest(
          409,
          'superseded',
          'A newer status was set meanwhile; this one is in the history only.',
        )
      if (verdict?.kind === 'refused')
        throw new RefusedRequest(409, verdict.reason, 'The person or the status was removed meanwhile.')
      const [row] = await readBoardOf(context.pool, [personId])
      if (row === undefined) throw new RefusedRequest(409, 'gone_person', 'The person was removed meanwhile.')
      return boardEntry(row, Date.now())
    },
  )
}

/** The gateway says for whom a token acts that is a person's own; who such a person is they cannot choose. */
function actingFor(bound: string | undefined, body: StatusChange): { actor?: string } {
  if (bound === undefined) return {}
  if (body.actor !== undefined && body.actor !== bound)
    throw new RefusedRequest(403, 'not_permitted', `This token acts for ${bound}; leave "actor" out.`)
  return { actor: bound }
}
