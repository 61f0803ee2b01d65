/** Every role of people who have signed in, with every route of every service: at the door, and at the route itself. */
import { definitions } from '@tubepost/installer'
import { isGranted } from '@tubepost/api'
import { type Needed, routesOf } from '@tubepost/service'
import { rawCall, requestText } from '@tubepost/service/testing'
import type { Installation } from '@tubepost/sandbox'
import { freePort, tempDir } from '@tubepost/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { aSetup } from './a-setup.ts'
import { startReady } from './start-ready.ts'

const GATEWAY_TOKEN = 'token-of-the-gateway'
/** The scopes that a role comes to, as the door says them to the services. */
const SCOPES_OF: Readonly<Record<string, readonly string[]>> = {
  user: ['parser:read', 'status:set'],
  receptionist: ['parser:read', 'status:set'],
  agent: ['case:write', 'parser:read', 'status:set'],
  manager: ['case:write', 'console:read', 'fetcher:read', 'notifier:read', 'parser:read', 'status:write'],
  admin: ['admin'],
}
const ROLES = Object.keys(SCOPES_OF)

interface Call {
  readonly service: string
  readonly method: string
  readonly path: string
  readonly needed: Needed
}

let installation: Installation
let calls: Call[]
const cookies = new Map<string, string>()

beforeAll(async () => {
  const people = ROLES.map((role) => ({ id: role, name: `A ${role}`, addresses: [`${role}@example.com`], role }))
  const setup = aSetup({ intake: await freePort(), people })
  installation = await startReady(await tempDir('roles'), setup, { environment: { GATEWAY_TOKEN } })
  const declared = await Promise.all(
    definitions.map(async (definition) =>
      (await routesOf(definition)).map(({ method, path, scope }) => ({
        service: definition.name,
        method,
        path,
        scope,
      })),
    ),
  )
  calls = declared.flat().flatMap(({ service, method, path, scope }) => {
    // Every route behind the gateway’s own patterns is tried; an open stream would not end.
    if (typeof scope === 'function' || path.endsWith('/stream')) return []
    // Nobody and nothing has this id, so that a call that is let through changes nothing.
    return [{ service, method, path: path.replaceAll(/:\w+/g, '00000000-0000-4000-8000-000000000000'), needed: scope }]
  })
  for (const role of ROLES) cookies.set(role, await signInBy(role))
})
afterAll(() => installation?.stop())

async function signInBy(person: string): Promise<string> {
  const post = (path: string, headers: Record<string, string>, body?: object) =>
    fetch(installation.url + path, {
      method: 'POST',
      headers: { ...headers, ...(body !== undefined && { 'content-type': 'application/json' }) },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
  const bearer = { authorization: `Bearer ${installation.token}` }
  const invited = await post(`/api/console/people/${person}/invite`, bearer)
  const { link } = (await invited.json()) as { link: string }
  const answer = await post('/api/console/sign-in/link', {}, { secret: link.split('#link=')[1] })
  expect(answer.status).toBe(204)
  return answer.headers.getSetCookie()[0]?.split(';')[0] ?? ''
}

const isLet = (needed: Needed, role: string): boolean =>
  needed === 'open' || needed === 'known' || isGranted(needed, SCOPES_OF[role] ?? [])

/** The codes of refusals for want of a scope. */
const codeOf = (body: string): string => /"code":"(\w+)"/.exec(body)?.[1] ?? ''

async function outcome(url: string, { method, path }: Call, headers: Record<string, string>): Promise<string> {
  const answer = await rawCall(url, requestText(method, path, headers))
  // A HEAD has no body to tell why.
  const isRefused = answer.status === 403 && (method === 'HEAD' || codeOf(answer.body) === 'not_permitted')
  return isRefused ? 'refused' : 'let through'
}

const expected = (call: Call, role: string) => (isLet(call.needed, role) ? 'let through' : 'refused')

test.each(ROLES)('at the door, a %s is let through to the calls of the role alone', async (role) => {
  expect(calls.length).toBeGreaterThan(50)
  for (const call of calls) {
    // It would end the session that is tried.
    if (call.path === '/api/console/sign-out') continue
    const headers = { host: 'localhost', cookie: cookies.get(role) ?? '' }
    const told = await outcome(installation.url, call, headers)
    expect([role, call.method, call.path, told]).toEqual([role, call.method, call.path, expected(call, role)])
  }
})

test('no change is made by a page of another site, or by a host that is not ours', async () => {
  const cookie = cookies.get('admin') ?? ''
  const evil = { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' }
  const junk = { authorization: 'Bearer junk' }
  const told = async ({ method, path }: Call, headers: Record<string, string>) => {
    const { status, body } = await rawCall(installation.url, requestText(method, path, headers))
    return [method, path, status, codeOf(body)]
  }
  const changes = calls.filter(({ method }) => !['GET', 'HEAD'].includes(method))
  expect(changes.length).toBeGreaterThan(30)
  for (const call of changes) {
    const { method, path, needed } = call
    // A cookie counts on no such host, so nobody is known there; where nobody has to be, the host is refused.
    const refusal = needed === 'open' ? [421, 'wrong_host'] : [401, 'unauthorized']
    for (const sent of [{ cookie }, junk])
      expect(await told(call, { host: 'evil.example', ...sent })).toEqual([method, path, ...refusal])
  }
  // Signing in from such pages is tried in the console's own tests: it needs a body.
  for (const call of changes.filter(({ needed }) => needed !== 'open'))
    expect(await told(call, { host: 'localhost', cookie, ...evil })).toEqual([
      call.method,
      call.path,
      403,
      'foreign_page',
    ])
})

test.each(ROLES)('at the route itself, the scopes of a %s are held against it again', async (role) => {
  const behind = calls.filter(({ service }) => service !== 'console')
  expect(behind.length).toBeGreaterThan(30)
  for (const call of behind) {
    const { port } = installation.processes.find(({ name }) => name === call.service) ?? { port: 0 }
    const scopes = (SCOPES_OF[role] ?? []).join(' ')
    const headers = { authorization: `Bearer ${GATEWAY_TOKEN}`, 'x-tubepost-scopes': scopes }
    const told = await outcome(`http://127.0.0.1:${port}`, call, headers)
    expect([role, call.method, call.path, told]).toEqual([role, call.method, call.path, expected(call, role)])
  }
})

test.each(['status:board', 'status:comments'])('a token with %s is let through to the board alone', async (scope) => {
  const board = ['/api/status/board', '/api/console/wall']
  const asked = { name: 'hall', scopes: [scope] }
  const made = await fetch(`${installation.url}/api/console/tokens`, {
    method: 'POST',
    headers: { authorization: `Bearer ${installation.token}`, 'content-type': 'application/json' },
    body: JSON.stringify(asked),
  })
  const { token } = (await made.json()) as { token: string }
  for (const call of calls) {
    const wanted = call.needed === 'open' || call.needed === 'known' || board.includes(call.path)
    const told = await outcome(installation.url, call, { host: 'localhost', authorization: `Bearer ${token}` })
    expect([call.method, call.path, told]).toEqual([call.method, call.path, wanted ? 'let through' : 'refused'])
    if (call.service === 'console') continue
    const { port } = installation.processes.find(({ name }) => name === call.service) ?? { port: 0 }
    const headers = { authorization: `Bearer ${GATEWAY_TOKEN}`, 'x-tubepost-scopes': scope }
    const atRoute = await outcome(`http://127.0.0.1:${port}`, call, headers)
    expect([call.path, atRoute]).toEqual([call.path, wanted ? 'let through' : 'refused'])
  }
})

test('a user sets their own status and nobody else’s, a receptionist everybody’s', async () => {
  const set = async (role: string, person: string) => {
    const body = JSON.stringify({ status: 'Out', comment: `by ${role}` })
    const headers = {
      host: 'localhost',
      cookie: cookies.get(role) ?? '',
      'content-type': 'application/json',
      'content-length': String(body.length),
    }
    return (await rawCall(installation.url, requestText('PUT', `/api/status/people/${person}/status`, headers, body)))
      .status
  }
  expect(await set('user', 'user')).toBe(200)
  expect(await set('user', 'admin')).toBe(403)
  expect(await set('agent', 'user')).toBe(403)
  for (const role of ['receptionist', 'manager', 'admin']) expect([role, await set(role, 'user')]).toEqual([role, 200])
})

test('a manager makes nobody an administrator, themselves neither', async () => {
  const body = JSON.stringify({ id: 'eve', name: 'Eve', addresses: ['eve@example.com'], role: 'admin' })
  const headers = {
    host: 'localhost',
    cookie: cookies.get('manager') ?? '',
    'content-type': 'application/json',
    'content-length': String(body.length),
  }
  const answer = await rawCall(installation.url, requestText('POST', '/api/status/people', headers, body))
  expect([answer.status, codeOf(answer.body)]).toEqual([403, 'not_permitted'])
})
