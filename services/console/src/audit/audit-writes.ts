import type { Tx } from '@tubepost/db'
import { callerOf, type HttpApp, type HttpRequest, scopeOf, type ServiceContext } from '@tubepost/service'
import type { ConsoleConfig } from '../console-config.ts'
import { sessionOf } from '../sign-in/who-is-signed-in.ts'
import { addEntries, beginEntry, endEntry } from './audit-sql.ts'
import { MOST_BYTES_ON_RECORD, readState } from './read-state.ts'

/** State before and after, as far as the console has it; no secret may stand in it. */
export interface Change {
  readonly before?: unknown
  readonly after?: unknown
}

const changes = new WeakMap<HttpRequest, Change>()
const entries = new WeakMap<HttpRequest, Promise<string>>()

/** Has the entry of this call show what has changed, besides what was noted before. */
export const noteChange = (request: HttpRequest, change: Change): void =>
  void changes.set(request, { ...changes.get(request), ...change })

/** An entry for somebody who is known since this call alone: they tried to sign in. */
export function noteSignIn(
  on: ServiceContext['pool'] | Tx,
  request: HttpRequest,
  { who, by }: { who: string; by: 'password' | 'link' | 'oidc' },
): Promise<string> {
  const entry = beginEntry(on, { who, by, credential: '', what: whatOf(request), target: who })
  entries.set(request, entry)
  return entry
}

/**
 * Entries for each of many that one call changes, beside its own.
 * @param what the call that would have changed one alone
 */
export const noteEach = (
  tx: Tx,
  request: HttpRequest,
  what: string,
  each: readonly { readonly target: string; readonly after: unknown }[],
): Promise<void> => addEntries(tx, { ...whoAsks(request), what }, each)

/**
 * Keeps a record of every change that passes the door, here and in the services behind. It is begun before the change, which
 * is refused where it cannot be written; the outcome follows when the answer has gone.
 */
export function auditWrites(app: HttpApp, context: ServiceContext<ConsoleConfig>): void {
  const stateAt = (path: string | undefined) => (path === undefined ? undefined : readState(context.config, path))

  app.addHook('preHandler', async (request) => {
    if (!isWrite(request)) return
    const entry = { ...whoAsks(request), what: whatOf(request), target: targetOf(request) }
    const begun = beginEntry(context.pool, entry)
    entries.set(request, begun)
    await begun
    noteChange(request, { before: await stateAt(replacedBy(request)), after: await bodyToShow(request) })
  })
  app.addHook('onResponse', async (request, reply) => {
    const entry = entries.get(request)
    if (entry === undefined) return
    try {
      // A change that was refused is none.
      const isMade = reply.statusCode < 400
      if (isMade && changes.get(request)?.after === undefined)
        noteChange(request, { after: await stateAt(madeBy(request)) })
      await endEntry(context.pool, await entry, { status: reply.statusCode, ...(isMade && changes.get(request)) })
    } catch (error) {
      context.log.error(
        { err: error, route: request.routeOptions.url },
        'the outcome of a change is missing in the audit',
      )
    }
  })
}

function whoAsks(request: HttpRequest): { who: string; by: string; credential: string } {
  const { actor, token } = callerOf(request)
  return { who: actor ?? token, by: sessionOf(request) === undefined ? 'token' : 'session', credential: token }
}

const pathOf = ({ url }: HttpRequest): string => url.split('?')[0] ?? ''

/** The path of what a call replaces or removes. */
const replacedBy = (request: HttpRequest): string | undefined =>
  request.method === 'PUT' || request.method === 'DELETE' ? pathOf(request) : undefined

const MAILBOXES = '/api/fetcher/mailboxes'

/** The path of what a call has made or changed, whose body is not to be shown. */
function madeBy(request: HttpRequest): string | undefined {
  if (request.method === 'PUT') return pathOf(request)
  if (request.method !== 'POST' || pathOf(request) !== MAILBOXES) return undefined
  const { id } = (jsonIn(request.body) ?? {}) as { id?: unknown }
  return typeof id === 'string' ? `${MAILBOXES}/${encodeURIComponent(id)}` : undefined
}

const READS: ReadonlySet<string> = new Set(['GET', 'HEAD'])

/** Calls such as a dry run ask by POST and change nothing, as their scope says. Whoever calls an open route is not known. */
function isWrite(request: HttpRequest): boolean {
  const needed = scopeOf(request)
  return needed !== undefined && needed !== 'open' && !READS.has(request.method) && !needed.endsWith(':read')
}

/** Method and route; of a call that is handed on, whose route the service behind knows, its path. */
function whatOf({ method, routeOptions: { url = '' }, params }: HttpRequest): string {
  const { '*': path } = params as Record<string, string>
  return `${method} ${path === undefined ? url : url.replace('*', () => path)}`
}

function targetOf({ params }: HttpRequest): string {
  const { '*': _path, ...values } = params as Record<string, string>
  return Object.values(values).join(' ')
}

// Services refuse what they do not know in these bodies. One for the fetcher may hold a password; a call that reads no body lets any pass.
const WITHOUT_SECRETS =
  /^(POST \/api\/status\/(people|statuses)|PUT \/api\/(status\/(people|statuses)\/[^/]+|status\/people\/[^/]+\/status|notifier\/templates\/[^/]+))$/
const LISTS: Readonly<Record<string, ReadList>> = {
  'POST /api/status/people/import': async (list) => (await reading()).readPeopleCsv(list),
  'POST /api/status/statuses/import': async (list) => (await reading()).readStatusesCsv(list),
}
type ReadList = (list: Buffer) => Promise<{ readonly rows: readonly { readonly entry: object }[] }>
// Loaded when a list comes: its parsers would cost a console at rest a megabyte of memory.
const reading = () => import('@tubepost/setup/file')

/** A small body that the gateway hands on: JSON as it is, or of a list what is read: a sheet may have a column of passwords, too. */
async function bodyToShow(request: HttpRequest): Promise<unknown> {
  const { method, body } = request
  if (!Buffer.isBuffer(body) || body.length > MOST_BYTES_ON_RECORD) return undefined
  const asked = `${method} ${pathOf(request)}`
  const readList = LISTS[asked]
  if (readList !== undefined) return (await readList(body)).rows.map(({ entry }) => entry)
  return WITHOUT_SECRETS.test(asked) ? jsonIn(body) : undefined
}

function jsonIn(body: unknown): unknown {
  try {
    return Buffer.isBuffer(body) ? JSON.parse(body.toString('utf8')) : undefined
  } catch {
    return undefined // the service behind will say that it is no JSON
  }
}
