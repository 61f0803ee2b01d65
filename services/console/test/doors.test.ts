import { people } from '@tubepost/events'
import { rawCall, requestText } from '@tubepost/service/testing'
import { waitUntil } from '@tubepost/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { service } from '../src/service.ts'
import { inviteSecret, openBrowser, PASSWORD, signedIn } from './browser.ts'
import { type Installation, startInstallation, NO_ENTRIES } from './installation.ts'

const OURS = 'https://status.example.com'
/** As a reverse proxy on this machine hands calls on. */
const PROXIED = { host: 'status.example.com', 'x-forwarded-proto': 'https', 'x-forwarded-for': '203.0.113.9' }

let installation: Installation
beforeAll(async () => {
  installation = await startInstallation()
  const console = {
    hosts: ['status.example.com', 'intern.example', 'localhost', '127.0.0.1', '[::1]'],
    trustedProxies: ['127.0.0.1'],
  }
  await installation.apply(service, { ...NO_ENTRIES, console, oidc: [] })
  await waitUntil(async () => (await ask('GET', '/api/console/sign-in', { host: 'intern.example' })).status === 200, {
    timeoutMs: 10_000,
    what: 'the set-up to be taken up',
  })
})
afterAll(() => installation?.stop())

async function ask(method: string, path: string, headers: Record<string, string> = {}, body?: object) {
  const text = body === undefined ? '' : JSON.stringify(body)
  const typed = body === undefined ? {} : { 'content-type': 'application/json', 'content-length': String(text.length) }
  const answer = await rawCall(installation.console.url, requestText(method, path, { ...typed, ...headers }, text))
  return { ...answer, told: answer.body === '' ? null : (JSON.parse(answer.body) as unknown) }
}
const code = (name: string) => ({ error: { code: name } })

/** The secret of a new session of Ana over HTTPS, and its cookie. */
async function overHttps(): Promise<string> {
  const secret = await inviteSecret(installation, 'ana')
  const answer = await ask('POST', '/api/console/sign-in/link', { ...PROXIED, origin: OURS }, { secret })
  expect(answer.status).toBe(204)
  const { rows } = await installation.pool.query<{ address: string }>(
    'select address from session order by created_at desc',
  )
  expect(rows[0]?.address).toBe('203.0.113.9')
  expect(answer.headers['set-cookie']).toMatch(/^__Host-tubepost(-browser)?=/)
  return answer.headers['set-cookie'] ?? ''
}

test('over HTTPS the cookies are Secure and bound to the host', async () => {
  expect(await overHttps()).toMatch(
    /^__Host-[\w-]+=tubepost_[\w-]{43}; Max-Age=\d+; Path=\/; HttpOnly; Secure; SameSite=Lax$/,
  )
})

test('the cookie of a screen is bound to the host, and none goes over an open wire', async () => {
  const asked = { name: 'hall', scopes: ['status:board'] }
  const { body } = await installation.console.ask('POST', '/api/console/tokens', asked)
  const authorization = `Bearer ${(body as { token: string }).token}`
  const opened = await ask('POST', '/api/console/wall', { ...PROXIED, origin: OURS, authorization })
  const form = /^__Host-tubepost-wall=tubepost_[\w-]{43}; Max-Age=\d+; Path=\/; HttpOnly; Secure; SameSite=Lax$/
  expect([opened.status, opened.headers['set-cookie']]).toEqual([204, expect.stringMatching(form)])
  const cookie = opened.headers['set-cookie']?.split(';')[0] ?? ''
  expect((await ask('GET', '/api/console/wall', { ...PROXIED, cookie })).status).toBe(200)
  const openWire = { host: 'intern.example', authorization }
  const refused = await ask('POST', '/api/console/wall', openWire)
  expect(refused).toMatchObject({ status: 403, told: code('not_secure') })
  expect(refused.headers['set-cookie']).toBeUndefined()
  expect((await ask('GET', '/api/console/wall', { host: 'intern.example', cookie })).status).toBe(401)
})

test('what a proxy says counts from a trusted one alone', async () => {
  const told = async (headers: Record<string, string>) => (await ask('GET', '/api/console/sign-in', headers)).told
  expect(await told(PROXIED)).toMatchObject({ possible: true, why: null })
  await installation.apply(service, {
    ...NO_ENTRIES,
    console: { hosts: ['status.example.com', 'localhost', '127.0.0.1'], trustedProxies: [] },
    oidc: [],
  })
  await waitUntil(async () => (await ask('GET', '/api/console/sign-in', PROXIED)).body.includes('"possible":false'), {
    timeoutMs: 10_000,
    what: 'the proxy to be trusted no longer',
  })
  expect(await told(PROXIED)).toMatchObject({ possible: false, why: expect.stringContaining('TLS') })
  const console = {
    hosts: ['status.example.com', 'intern.example', 'localhost', '127.0.0.1', '[::1]'],
    trustedProxies: ['127.0.0.1'],
  }
  await installation.apply(service, { ...NO_ENTRIES, console, oidc: [] })
  await waitUntil(async () => (await ask('GET', '/api/console/sign-in', PROXIED)).body.includes('"possible":true'), {
    timeoutMs: 10_000,
    what: 'the proxy to be trusted again',
  })
})

test('over plain HTTP that others can read nobody signs in, and no cookie counts', async () => {
  const host = { host: 'intern.example' }
  expect((await ask('GET', '/api/console/sign-in', host)).told).toEqual({
    password: true,
    providers: [],
    possible: false,
    why: expect.stringMatching(/reverse proxy that speaks TLS/),
  })
  const body = { address: 'ana@example.com', password: PASSWORD }
  expect(await ask('POST', '/api/console/sign-in', host, body)).toMatchObject({ status: 403, told: code('not_secure') })
  const own = await signedIn(installation, 'ana')
  const cookie = [...own.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
  expect((await ask('GET', '/api/console/me', { host: 'localhost', cookie })).status).toBe(200)
  expect((await ask('GET', '/api/console/me', { ...host, cookie })).status).toBe(401)
  expect((await ask('GET', '/api/console/me', { ...PROXIED, cookie })).status).toBe(401)
})

test.each([
  'evil.example',
  'status.example.com.evil.example',
  '10.0.0.1:8080',
  '127.0.0.2',
  '',
  'a/b',
  'localhost@evil.example',
])('a page that calls itself "%s" is not ours, whichever cookie it sends', async (host) => {
  const own = await signedIn(installation, 'ana')
  const cookie = `tubepost=${own.cookies.get('tubepost')}`
  const [page, call] = [
    await ask('GET', '/api/console/sign-in', { host }),
    await ask('GET', '/api/console/me', { host, cookie }),
  ]
  expect([page.status, page.told]).toMatchObject([421, code('wrong_host')])
  expect(call.status === 421 || call.status === 401).toBe(true)
})

test('probes and programs with a token call by any host', async () => {
  for (const path of ['/livez', '/readyz', '/metrics'])
    expect([
      path,
      (await rawCall(installation.console.url, requestText('GET', path, { host: 'console' }))).status,
    ]).toEqual([path, 200])
  const { body } = await installation.console.ask('POST', '/api/console/tokens', { name: 'x', scopes: ['status:read'] })
  const authorization = `Bearer ${(body as { token: string }).token}`
  expect((await ask('GET', '/api/status/board', { host: 'console:9090', authorization })).status).toBe(200)
})

/** A call by Ana's browser to the console of this machine. */
async function byAna(headers: Record<string, string>): Promise<Record<string, string>> {
  const own = await signedIn(installation, 'ana')
  const cookie = [...own.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
  return { host: 'localhost:8080', cookie, ...headers }
}

test.each<[what: string, headers: Record<string, string>]>([
  ['our own page', { origin: 'http://localhost:8080', 'sec-fetch-site': 'same-origin' }],
  ['no browser', {}],
])('a change from %s is made', async (_what, headers) => {
  expect((await ask('POST', '/api/console/sign-out', await byAna(headers))).status).toBe(204)
})

test.each<[what: string, headers: Record<string, string>]>([
  ['another site', { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' }],
  ['another site of an old browser', { origin: 'https://evil.example' }],
  ['a site beside ours', { origin: 'http://localhost:3000', 'sec-fetch-site': 'same-site' }],
  ['a sandboxed frame', { origin: 'null' }],
  ['a browser that keeps the origin to itself', { 'sec-fetch-site': 'cross-site' }],
])('a change from %s is refused, signing in and out too', async (_what, headers) => {
  const sent = await byAna(headers)
  const { cookie: _, ...withoutCookie } = sent
  const login = { address: 'ana@example.com', password: PASSWORD }
  for (const answer of [
    await ask('POST', '/api/console/sign-out', sent),
    await ask('PUT', '/api/status/people/ana/status', sent, { status: 'Out' }),
    await ask('POST', '/api/console/sign-in', withoutCookie, login),
    await ask('POST', '/api/console/sign-in/link', withoutCookie, { secret: 'x' }),
  ])
    expect([answer.status, answer.told]).toMatchObject([403, code('foreign_page')])
  expect((await ask('GET', '/api/console/me', sent)).status).toBe(200)
})

test('a proxy that rewrites Host is told, and not taken for this machine', async () => {
  const answer = await ask(
    'POST',
    '/api/console/sign-in',
    { host: '127.0.0.1:8080', origin: OURS, 'sec-fetch-site': 'same-origin' },
    { address: 'ana@example.com', password: PASSWORD },
  )
  expect(answer).toMatchObject({ status: 403, told: code('foreign_page') })
  expect(answer.body).toContain('must hand on Host')
})

test('a role that is taken away is gone at the next call', async () => {
  const boss = await signedIn(installation, 'boss')
  const scopes = async () => ((await boss.call('GET', '/api/console/me')).body as { scopes: string[] }).scopes
  expect(await scopes()).toContain('admin')
  const person = { ...people.example, id: 'boss', addresses: ['boss@example.com'], role: 'user' }
  const ana = { ...people.example, id: 'ana', addresses: ['ana@example.com'] }
  await installation.putReference(people, [
    ['boss', person],
    ['ana', ana],
  ])
  await waitUntil(async () => !(await scopes()).includes('admin'), { timeoutMs: 10_000, what: 'the role to be gone' })
  expect((await boss.call('GET', '/api/console/tokens')).status).toBe(403)
})

test('a cookie of another form, or many of them, costs no query each', async () => {
  const page = openBrowser(installation.console.url)
  for (const value of ['x', 'tubepost_', 'a'.repeat(4_000), '%00', '"', '..']) {
    page.cookies.set('tubepost', value)
    expect([value, (await page.call('GET', '/api/console/me')).status]).toEqual([value, 401])
  }
})
