import { answers, Unbound } from '@tubepost/api'
import { transaction } from '@tubepost/db'
import { type HttpApp, RefusedRequest } from '@tubepost/service'
import { unbindAll } from './binding-sql.ts'
import { personOf } from './people-known.ts'
import { endSessionsByProvider } from './session-sql.ts'
import type { ConsoleContext } from './settings.ts'

/** Parts a person from their accounts at providers: one has another account now, or it was somebody else's. */
export function unbindRoute(app: HttpApp, context: ConsoleContext): void {
  app.post<{ Params: { id: string } }>(
    '/api/console/people/:id/unbind',
    {
      config: { scope: 'admin' },
      schema: {
        summary: 'Part a person from their accounts at providers',
        description: 'Sessions that began by one of them end. The next account is bound as a first one is.',
        response: answers({ 200: Unbound }, { 404: ['no_person'] }),
      },
    },
    async ({ params: { id } }) => {
      if (personOf(context, id) === undefined) throw new RefusedRequest(404, 'no_person', `There is no person ${id}.`)
      return transaction(context.pool, async (tx) => {
        const unbound = await unbindAll(tx, id)
        await endSessionsByProvider(tx, id)
        return { unbound }
      })
    },
  )
}
