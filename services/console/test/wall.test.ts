import { ADMIN_TOKEN } from '@tubepost/service/testing'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { type Browser, openBrowser, signedIn } from './browser.ts'
import { type Installation, startInstallation } from './installation.ts'

let installation: Installation
beforeAll(async () => {
  installation = await startInstallation()
})
afterAll(() => installation?.stop())
beforeEach(() => void installation.handedOn.splice(0))

async function tokenFor(scopes: readonly string[], more: object = {}) {
  const { body } = await installation.console.ask('POST', '/api/console/tokens', { name: 'hall', scopes, ...more })
  return body as { id: string; token: string; wall: string | null }
}
const open = (browser: Browser, token: string, headers: Readonly<Record<string, string>> = {}) =>
  browser.call('POST', '/api/console/wall', undefined, { authorization: `Bearer ${token}`, ...headers })
const revoke = (id: string) => installation.console.ask('DELETE', `/api/console/tokens/${id}`)

test('a screen that a token has opened looks at the board, and at nothing else', async () => {
  const { token } = await tokenFor(['status:board'])
  const screen = openBrowser(installation.console.url)
  expect((await open(screen, token)).status).toBe(204)
  for (const path of ['/api/status/board', '/api/status/board/stream', '/api/console/wall'])
    expect([path, (await screen.call('GET', path)).status]).toEqual([path, 200])
  expect(installation.handedOn.map(({ headers }) => headers['x-tubepost-scopes'])).toEqual([
    'status:board',
    'status:board',
  ])
  const others = [
    ['GET', '/api/status/people'],
    ['GET', '/api/console/me'],
    ['GET', '/api/console/sessions'],
    ['PUT', '/api/status/people/ana/status'],
    ['POST', '/api/console/wall'],
    ['POST', '/api/status/board'],
  ] as const
  for (const [method, path] of others) expect([path, (await screen.call(method, path)).status]).toEqual([path, 401])
})

test('the cookie of a screen is no token, and nobody tells the token from it', async () => {
  const { token } = await tokenFor(['status:board'])
  const screen = openBrowser(installation.console.url)
  await open(screen, token)
  const [line = ''] = screen.set
  expect(line).toMatch(/^tubepost-wall=[\w-]+; Max-Age=\d+; Path=\/; HttpOnly; SameSite=Lax$/)
  expect(line).not.toContain(token)
  const secret = screen.cookies.get('tubepost-wall') ?? ''
  const asToken = { authorization: `Bearer ${secret}` }
  expect((await installation.console.ask('GET', '/api/status/board', undefined, asToken)).status).toBe(401)
  expect(installation.console.log()).not.toContain(secret)
})

test('given a token that allows more, its screen shows the board with comments alone', async () => {
  const { token, wall } = await tokenFor(['admin'])
  expect(wall).toBeNull()
  const screen = openBrowser(installation.console.url)
  await open(screen, token)
  await screen.call('GET', '/api/status/board')
  expect(installation.handedOn[0]?.headers['x-tubepost-scopes']).toBe('status:board status:comments')
  expect((await screen.call('GET', '/api/console/tokens')).status).toBe(401)
})

test('a screen goes dark when its token is revoked, and another stays', async () => {
  const [one, other] = [await tokenFor(['status:board']), await tokenFor(['status:comments'])]
  const [dark, lit] = [openBrowser(installation.console.url), openBrowser(installation.console.url)]
  await open(dark, one.token)
  await open(lit, other.token)
  await revoke(one.id)
  expect((await dark.call('GET', '/api/status/board')).status).toBe(401)
  expect((await dark.call('GET', '/api/console/wall')).status).toBe(401)
  expect(await lit.call('GET', '/api/console/wall')).toMatchObject({
    status: 200,
    body: { by: 'screen', comments: true, until: null },
  })
})

test('one link opens two screens, and both go dark with it', async () => {
  const { id, token } = await tokenFor(['status:board'])
  const screens = [openBrowser(installation.console.url), openBrowser(installation.console.url)]
  const referer = `${installation.console.url}/wall`
  for (const screen of screens) expect((await open(screen, token, { referer })).status).toBe(204)
  for (const screen of screens) expect((await screen.call('GET', '/api/status/board')).status).toBe(200)
  await revoke(id)
  for (const screen of screens) expect((await screen.call('GET', '/api/status/board')).status).toBe(401)
})

test('the cookie of a screen ends with its token', async () => {
  const expiresAt = new Date(Date.now() + 3_600_000).toISOString()
  const { id, token } = await tokenFor(['status:board'], { expiresAt })
  const screen = openBrowser(installation.console.url)
  await open(screen, token)
  expect((await screen.call('GET', '/api/console/wall')).body).toMatchObject({ until: expiresAt })
  for (const line of screen.set) {
    const seconds = Number(/Max-Age=(\d+)/.exec(line)?.[1])
    expect(seconds).toBeGreaterThan(3_500)
    expect(seconds).toBeLessThanOrEqual(3_600)
  }
  await installation.pool.query(`update api_token set expires_at = now() - interval '1 second' where id = $1`, [id])
  expect((await screen.call('GET', '/api/status/board')).status).toBe(401)
})

test('somebody who is signed in stays so, whatever screen was opened beside', async () => {
  const ana = await signedIn(installation, 'ana')
  const { id, token } = await tokenFor(['status:board'])
  await open(ana, token)
  expect((await ana.call('GET', '/api/console/me')).body).toMatchObject({ by: 'session', person: { id: 'ana' } })
  expect((await ana.call('GET', '/api/console/wall')).body).toMatchObject({ by: 'session', comments: true })
  await ana.call('GET', '/api/status/board')
  expect(installation.handedOn[0]?.headers['x-tubepost-scopes']).toContain('status:set')
  await ana.call('POST', '/api/console/sign-out')
  expect((await ana.call('GET', '/api/console/wall')).body).toMatchObject({ by: 'screen', comments: false })
  await revoke(id)
})

test('only a token of its own opens a screen', async () => {
  const browser = openBrowser(installation.console.url)
  const boss = await signedIn(installation, 'boss')
  expect(await boss.call('POST', '/api/console/wall')).toMatchObject({
    status: 403,
    body: { error: { code: 'no_token' } },
  })
  expect(await open(browser, ADMIN_TOKEN)).toMatchObject({ status: 403, body: { error: { code: 'no_token' } } })
  expect((await open(browser, 'tubepost_wrong')).status).toBe(401)
  const { token } = await tokenFor(['console:read'])
  expect(await open(browser, token)).toMatchObject({ status: 403, body: { error: { code: 'not_permitted' } } })
  expect(browser.set).toEqual([])
})

test('no screen is opened by a page of another site', async () => {
  const { token } = await tokenFor(['status:board'])
  const far = openBrowser(installation.console.url)
  const foreign = { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' }
  expect(await open(far, token, foreign)).toMatchObject({ status: 403, body: { error: { code: 'foreign_page' } } })
  expect(far.set).toEqual([])
})

test('a screen that was opened stands in the audit, by its token', async () => {
  const { id, token } = await tokenFor(['status:board'])
  await open(openBrowser(installation.console.url), token)
  const { body } = await installation.console.ask('GET', `/api/console/audit?who=${id}`)
  expect((body as { entries: unknown[] }).entries).toMatchObject([
    { who: id, by: 'token', what: 'POST /api/console/wall', status: 204 },
  ])
  expect(JSON.stringify(body)).not.toContain(token)
})

test('a board token comes with the link of a screen', async () => {
  const { token, wall } = await tokenFor(['status:board'])
  expect(wall).toMatch(new RegExp(`^https?://[^/]+/wall#token=${token}$`))
})
