import { people, type Person } from '@tubepost/events'
import { type Caller, type HttpRequest, RefusedRequest, SCOPES, tokenDigest } from '@tubepost/service'
import type { Client } from './client-of.ts'
import { readCookie } from './cookies.ts'
import { personOf } from './people-known.ts'
import { refuseForeignPage } from './refuse-foreign-page.ts'
import { ROLE_SCOPES, roleOf } from './role-scopes.ts'
import { type OpenSession, useSession } from './session-sql.ts'
import type { ConsoleContext } from './settings.ts'

const sessions = new WeakMap<HttpRequest, OpenSession>()

/** The session that a call came with; undefined where it came with a token. */
export const sessionOf = (request: HttpRequest): OpenSession | undefined => sessions.get(request)

const RETRY_AFTER_SECONDS = 5
const READS: ReadonlySet<string> = new Set(['GET', 'HEAD'])

/**
 * The caller of a call with the cookie of a session; undefined where that has ended. The role is the one of now. Throws a
 * RefusedRequest for a change that a page of another site asks for.
 * @param isRight whether a secret can be one of ours at all, without a query for each guess
 */
export async function whoIsSignedIn(
  context: ConsoleContext,
  request: HttpRequest,
  client: Client,
  isRight: (secret: string) => Promise<boolean>,
): Promise<Caller | undefined> {
  const secret = readCookie('session', request, client)
  if (secret === '' || !(await isRight(secret))) return undefined
  const session = await useSession(context.pool, tokenDigest(secret))
  const person = session && personOf(context, session.person)
  if (session === undefined) return undefined
  if (person === undefined) {
    if (context.reference(people).ready) return undefined
    throw new RefusedRequest(503, 'unavailable', 'The list of people is not read yet. Try again.', RETRY_AFTER_SECONDS)
  }
  // Known by an address alone, and an administrator since.
  if (session.byAddress && roleOf(person.role) === 'admin') return undefined
  if (!READS.has(request.method)) refuseForeignPage(request, client)
  sessions.set(request, session)
  return { token: session.id, scopes: scopesOf(person), actor: person.id }
}

/** The scopes of a person's role of now. */
export function scopesOf({ role }: Pick<Person, 'role'>): readonly string[] {
  const scopes = ROLE_SCOPES[roleOf(role)]
  return isAll(scopes) ? SCOPES : scopes
}

/** The session with this secret; undefined where it has ended. */
export async function sessionWith(
  { pool }: Pick<ConsoleContext, 'pool'>,
  secret: string,
): Promise<OpenSession | undefined> {
  return secret === '' ? undefined : useSession(pool, tokenDigest(secret))
}

const isAll = (scopes: readonly string[]) => scopes.includes('admin')
