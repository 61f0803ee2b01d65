import { type DeclaredRoute, type Needed, routesOf } from '@tubepost/service'
import { beforeAll, expect, test } from 'vitest'
import { definitions } from '../src/services.ts'

const routes = new Map<string, DeclaredRoute[]>()

beforeAll(async () => {
  for (const definition of definitions) routes.set(definition.name, await routesOf(definition))
})

/** The scope by which the gateway judges a call. */
function judged(method: string, target: string): Needed {
  const [, , service] = target.split('/')
  const route = routes.get('console')?.find((one) => one.method === method && one.path === `/api/${service}/*`)
  if (typeof route?.scope !== 'function') throw new Error(`the gateway does not hand on ${method} ${target}`)
  return route.scope({ method, url: target } as Parameters<typeof route.scope>[0])
}

test('every route behind the gateway declares the scope by which calls are judged', () => {
  const behind = [...routes].flatMap(([name, all]) => (name === 'console' ? [] : all))
  expect(behind.length).toBeGreaterThan(30)
  for (const { method, path, scope } of behind)
    for (const id of ['ana', 'status', 'dry-run', '%C3%A4', 'a%20b'])
      expect([method, path, judged(method, path.replaceAll(/:\w+/g, id))]).toEqual([method, path, scope])
})

/** Calls of the console that are for all who are known, for all at all, for administrators, or for screens. */
const OTHERWISE: readonly [path: RegExp, needed: Needed][] = [
  [/^\/api\/console\/(me|sessions|sign-out)(\/|$)/, 'known'],
  [/^\/api\/console\/sign-in(\/link|\/oidc\/:provider|\/oidc-callback)?$/, 'open'],
  // A check of a pasted set-up is asked for by POST and changes nothing.
  [/^\/api\/console\/set-up\/check$/, 'console:read'],
  [/^\/api\/console\/set-up$/, 'admin'],
  [/^\/api\/console\/(tokens|people|audit|sign-in\/(first-link|unlock))(\/|$)/, 'admin'],
  [/^\/api\/console\/wall$/, 'status:board'],
]

test('the console’s routes declare its scopes, and those of tokens the administrator’s', () => {
  const own = routes.get('console')?.filter(({ path }) => path.startsWith('/api/console/')) ?? []
  expect(own.length).toBeGreaterThan(8)
  for (const { method, path, scope } of own) {
    const reads = method === 'GET' || method === 'HEAD'
    const usual = reads ? 'console:read' : 'console:write'
    const expected = OTHERWISE.find(([paths]) => paths.test(path))?.[1] ?? usual
    expect([method, path, scope]).toEqual([method, path, expected])
  }
})
