import { expect, test } from 'vitest'
import { isGranted, type Scope, scopeNeeded } from './token-scopes.ts'

test('a call needs the scope of its service, by what it does', () => {
  const cases: [method: string, route: string, path: string, scope: Scope][] = [
    ['GET', '/api/console/mails', '/api/console/mails', 'console:read'],
    ['POST', '/api/console/dead-letters/:eventId/redrive', '/api/console/dead-letters/x/redrive', 'console:write'],
    ['GET', '/api/console/tokens', '/api/console/tokens', 'admin'],
    ['DELETE', '/api/console/tokens/:id', '/api/console/%74okens/x', 'admin'],
    ['GET', '/api/fetcher/*', '/api/fetcher/mailboxes', 'fetcher:read'],
    ['POST', '/api/fetcher/*', '/api/fetcher/mailboxes/x/test', 'fetcher:write'],
    ['HEAD', '/api/status/*', '/api/status/board', 'status:read'],
    ['PUT', '/api/status/*', '/api/status/people/ana/status', 'status:set'],
    ['PUT', '/api/status/*', '/api/status/people/ana', 'status:write'],
    ['PUT', '/api/status/*', '/api/status/people/ana/x/status', 'status:write'],
    ['POST', '/api/parser/*', '/api/parser/dry-run', 'parser:read'],
    ['POST', '/api/parser/*', '/api/parser/other', 'admin'],
    ['GET', '/api/unheard-of/*', '/api/unheard-of/x', 'admin'],
  ]
  for (const [method, route, path, scope] of cases)
    expect(scopeNeeded(method, route, path), `${method} ${path}`).toBe(scope)
})

test('a scope holds the smaller ones of its service, and no other', () => {
  expect(isGranted('status:read', ['status:write'])).toBe(true)
  expect(isGranted('status:set', ['status:write'])).toBe(true)
  expect(isGranted('status:read', ['status:set'])).toBe(true)
  expect(isGranted('fetcher:write', ['admin'])).toBe(true)
  expect(isGranted('status:write', ['status:set', 'status:read', 'fetcher:write'])).toBe(false)
  expect(isGranted('admin', ['console:write', 'status:write'])).toBe(false)
  expect(isGranted('console:read', [])).toBe(false)
})
