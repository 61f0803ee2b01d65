import type { Scope } from '@tubepost/service'
import { expect, test } from 'vitest'
import { scopeNeeded } from './token-scopes.ts'

test('a call needs the scope of its service, by what it does', () => {
  const cases: [method: string, path: string, scope: Scope][] = [
    ['GET', '/api/fetcher/mailboxes', 'fetcher:read'],
    ['POST', '/api/fetcher/mailboxes/x/test', 'fetcher:write'],
    ['GET', '/api/status/board', 'status:board'],
    ['HEAD', '/api/status/board/stream', 'status:board'],
    ['GET', '/api/status/board/x', 'status:read'],
    ['PUT', '/api/status/board', 'status:write'],
    ['HEAD', '/api/status/people', 'status:read'],
    ['PUT', '/api/status/people/ana/status', 'status:set'],
    ['PUT', '/api/status/people/ana', 'status:write'],
    ['PUT', '/api/status/people/ana/x/status', 'status:write'],
    ['PUT', '/api/status/people//status', 'status:write'],
    ['POST', '/api/parser/dry-run', 'parser:read'],
    ['POST', '/api/parser/other', 'admin'],
    ['POST', '/api/notifier/templates/status-set/preview', 'notifier:read'],
    ['POST', '/api/notifier/templates/status-set/preview/x', 'notifier:write'],
    ['PUT', '/api/notifier/templates/status-set', 'notifier:write'],
    ['GET', '/api/case/cases', 'case:read'],
    ['HEAD', '/api/case/files/x', 'case:read'],
    ['PATCH', '/api/case/cases/x', 'case:write'],
    ['POST', '/api/case/cases/x/notes', 'case:write'],
    ['GET', '/api/unheard-of/x', 'admin'],
  ]
  for (const [method, path, scope] of cases) expect(scopeNeeded(method, path), `${method} ${path}`).toBe(scope)
})
