import { type ServiceName, SERVICES } from '@tubepost/events'

// Nothing of the parser can be changed.
type WithoutWrite = 'parser'
export type Scope = 'admin' | 'status:set' | `${ServiceName}:read` | `${Exclude<ServiceName, WithoutWrite>}:write`

/**
 * Powers of a token. `read` sees what a service shows, `write` changes it as well; `status:set` sets statuses and nothing
 * else; `admin` may do everything, and alone makes tokens.
 */
export const SCOPES: readonly Scope[] = SERVICES.flatMap((name): Scope[] =>
  name === 'parser' ? [`${name}:read`] : [`${name}:read`, `${name}:write`],
)
  .concat('admin', 'status:set')
  .toSorted()

// Calls whose method does not say which they are. Paths as they are sent, so an encoded one is none of these.
const EXCEPTIONS: readonly { method: string; path: RegExp; scope: Scope }[] = [
  { method: 'POST', path: /^\/api\/parser\/dry-run$/, scope: 'parser:read' },
  { method: 'PUT', path: /^\/api\/status\/people\/[^/]+\/status$/, scope: 'status:set' },
]
const READS: ReadonlySet<string> = new Set(['GET', 'HEAD'])

/**
 * The scope that a call needs.
 * @param route the route that was found, `/api/<service>/…`: what the caller wrote may be encoded in many ways
 * @param path as sent, without its query
 */
export function scopeNeeded(method: string, route: string, path: string): Scope {
  const exception = EXCEPTIONS.find((one) => one.method === method && one.path.test(path))
  if (exception !== undefined) return exception.scope
  if (route.startsWith('/api/console/tokens')) return 'admin'
  const [, , service] = route.split('/')
  const wanted = `${service}:${READS.has(method) ? 'read' : 'write'}`
  return SCOPES.find((scope) => scope === wanted) ?? 'admin'
}

/** `write` holds `read`, and for statuses `set`; a person who sets a status may look at the board too. */
export function isGranted(needed: Scope, held: readonly string[]): boolean {
  const [service, act] = needed.split(':')
  const enough: string[] = ['admin', needed]
  if (act === 'read' || act === 'set') enough.push(`${service}:write`)
  if (needed === 'status:read') enough.push('status:set')
  return enough.some((scope) => held.includes(scope))
}
