import type { Writable } from 'node:stream'
import { people } from '@tubepost/events'
import type { Caller } from '@tubepost/service'
import { isOpenSession, type Session } from './sign-in/session-sql.ts'
import { personOf } from './sign-in/people-known.ts'
import type { ConsoleContext } from './sign-in/settings.ts'
import { scopesOf } from './sign-in/who-is-signed-in.ts'
import { isLivingToken } from './token-sql.ts'

// A query each, of at most 256 streams: some fifty in a second.
const LOOK_EVERY_MS = 5_000

/**
 * Ends an answer that stays open within seconds of its caller having no right to it any more: the token was revoked or has
 * expired, the session has ended, the person is gone or has another role. A browser asks again, and is told.
 */
export function endWhenStale(
  context: ConsoleContext,
  { caller, session }: { caller: Caller; session: Session | undefined },
  answer: Writable,
): void {
  const look = setInterval(() => {
    // While the database does not answer nobody is known to have gone.
    isStale(context, caller, session).then(
      (stale) => stale && answer.destroy(),
      () => {},
    )
  }, LOOK_EVERY_MS).unref()
  answer.once('close', () => clearInterval(look))
}

async function isStale(context: ConsoleContext, caller: Caller, session: Session | undefined): Promise<boolean> {
  if (session === undefined) return caller.token !== 'admin' && !(await isLivingToken(context.pool, caller.token))
  if (!(await isOpenSession(context.pool, session.id))) return true
  const person = personOf(context, session.person)
  if (person === undefined) return context.reference(people).ready
  return scopesOf(person).join(' ') !== caller.scopes.join(' ')
}
