import { answers, Unlock, Unlocked } from '@tubepost/api'
import { transaction } from '@tubepost/db'
import type { HttpApp } from '@tubepost/service'
import { accountKey } from './pace-tries.ts'
import { personWithAddress } from './people-known.ts'
import type { ConsoleContext } from './settings.ts'
import { unlockTries } from './try-sql.ts'

/** Forgets wrong passwords, so that nobody has to wait: of one account on every network, or all of them. */
export function unlockRoute(app: HttpApp, context: ConsoleContext): void {
  app.post<{ Body: Unlock }>(
    '/api/console/sign-in/unlock',
    {
      config: { scope: 'admin' },
      schema: {
        summary: 'Forget wrong passwords',
        description: 'So that nobody has to wait before they try again.',
        body: Unlock,
        response: answers({ 200: Unlocked }),
      },
    },
    async ({ body: { address } }) => {
      const keys = address === undefined ? [] : [accountKey(personWithAddress(context, address)?.id, address)]
      return { unlocked: await transaction(context.pool, (tx) => unlockTries(tx, keys)) }
    },
  )
}
