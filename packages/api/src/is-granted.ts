/** Scopes that a scope holds besides itself, and what those hold; `admin` holds all. Who sets a status may look at the board too. */
const HOLDS: Readonly<Record<string, string>> = {
  'case:write': 'case:read',
  'console:write': 'console:read',
  'fetcher:write': 'fetcher:read',
  'notifier:write': 'notifier:read',
  'status:write': 'status:set',
  'status:set': 'status:read',
  'status:read': 'status:comments',
  'status:comments': 'status:board',
}

/** Whether scopes that somebody holds allow what needs a scope. */
export function isGranted(needed: string, held: readonly string[]): boolean {
  return held.some((scope) => {
    if (scope === 'admin' || scope === needed) return true
    const also = Object.hasOwn(HOLDS, scope) ? HOLDS[scope] : undefined
    return also !== undefined && isGranted(needed, [also])
  })
}
