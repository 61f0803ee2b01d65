import { type Scope, SCOPES } from '@tubepost/service'

// Calls whose method does not say which they are.
const EXCEPTIONS: readonly { method: string; path: RegExp; scope: Scope }[] = [
  { method: 'POST', path: /^\/api\/parser\/dry-run$/, scope: 'parser:read' },
  { method: 'POST', path: /^\/api\/notifier\/templates\/[^/]+\/preview$/, scope: 'notifier:read' },
  { method: 'POST', path: /^\/api\/status\/(people|statuses)\/preview$/, scope: 'status:read' },
  { method: 'GET', path: /^\/api\/status\/board(\/stream)?$/, scope: 'status:board' },
  { method: 'HEAD', path: /^\/api\/status\/board(\/stream)?$/, scope: 'status:board' },
  { method: 'PUT', path: /^\/api\/status\/people\/[^/]+\/status$/, scope: 'status:set' },
]
const READS: ReadonlySet<string> = new Set(['GET', 'HEAD'])

/**
 * The scope that a call of a service behind the gateway needs; the route that it reaches there declares the same.
 * @param path as sent, without its query. The server has refused every path that has a second spelling.
 */
export function scopeNeeded(method: string, path: string): Scope {
  const exception = EXCEPTIONS.find((one) => one.method === method && one.path.test(path))
  if (exception !== undefined) return exception.scope
  const [, , service] = path.split('/')
  const wanted = `${service}:${READS.has(method) ? 'read' : 'write'}`
  return SCOPES.find((scope) => scope === wanted) ?? 'admin'
}
