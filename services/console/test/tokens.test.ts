import { ADMIN_TOKEN, GATEWAY_TOKEN } from '@tubepost/service/testing'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { type Installation, startInstallation } from './installation.ts'

let installation: Installation
beforeAll(async () => {
  installation = await startInstallation()
})
afterAll(() => installation?.stop())
beforeEach(() => void installation.handedOn.splice(0))

interface Made {
  id: string
  token: string
}

async function make(token: object): Promise<Made> {
  const answer = await installation.console.ask('POST', '/api/console/tokens', token)
  expect(answer.status).toBe(201)
  return answer.body as Made
}
const askAs = (token: string, method: string, path: string, headers: Readonly<Record<string, string>> = {}) =>
  installation.console.ask(method, path, undefined, { authorization: `Bearer ${token}`, ...headers })

test('the schema of the set-up is open to all, for editors', async () => {
  const response = await fetch(`${installation.console.url}/schemas/tubepost.json`)
  expect([response.status, response.headers.get('content-type')]).toEqual([200, expect.stringMatching(/schema\+json/)])
  expect(await response.json()).toMatchObject({ title: 'tubepost.yaml', required: ['organisation'] })
})

test('a token allows the calls of its scopes and no others', async () => {
  const { token } = await make({ name: 'wallboard', scopes: ['status:read'] })
  expect(await askAs(token, 'GET', '/api/status/board')).toMatchObject({ status: 200 })
  const refused: [string, string][] = [
    ['PUT', '/api/status/people/ana/status'],
    ['POST', '/api/status/people'],
    ['GET', '/api/console/mails'],
    ['GET', '/api/fetcher/mailboxes'],
    ['GET', '/api/console/tokens'],
  ]
  for (const [method, path] of refused) {
    expect(await askAs(token, method, path), `${method} ${path}`).toMatchObject({
      status: 403,
      body: { error: { code: 'not_permitted' } },
    })
  }
  expect(installation.handedOn).toHaveLength(1)
})

test('the gateway hands on the services’ token and the true actor, not a claimed one', async () => {
  const { token } = await make({ name: 'Ana’s phone', scopes: ['status:set'], person: 'ana' })
  await askAs(token, 'PUT', '/api/status/people/ana/status', {
    'x-tubepost-actor': 'boss',
    'x-tubepost-scopes': 'admin',
    connection: 'x-tubepost-scopes, authorization',
  })
  const nobodys = await make({ name: 'kiosk', scopes: ['status:write'] })
  await askAs(nobodys.token, 'PUT', '/api/status/people/ana/status', { 'X-Tubepost-Actor': 'boss' })
  await askAs(ADMIN_TOKEN, 'PUT', '/api/status/people/ana/status', { 'x-tubepost-actor': 'boss' })
  const told = installation.handedOn.map(({ headers }) => [
    headers.authorization,
    headers['x-tubepost-actor'],
    headers['x-tubepost-scopes'],
  ])
  const own = `Bearer ${GATEWAY_TOKEN}`
  expect(told).toEqual([
    [own, 'ana', 'status:set'],
    [own, undefined, 'status:write'],
    [own, undefined, expect.stringContaining('admin')],
  ])
})

test('no stored byte and no later answer lets anybody in', async () => {
  const { id, token } = await make({ name: 'once', scopes: ['admin'] })
  const { rows } = await installation.pool.query<{ row: string }>('select t::text as row from api_token t')
  expect(rows.length).toBeGreaterThan(0)
  for (const { row } of rows) expect(row).not.toContain(token.slice(9, 30))
  const listed = await installation.console.ask('GET', '/api/console/tokens')
  expect(JSON.stringify(listed.body)).not.toContain(token)
  expect((listed.body as { tokens: Made[] }).tokens.map((one) => one.id)).toContain(id)
  expect(installation.console.log()).not.toContain(token)
})

test('a token that was removed, or has expired, opens nothing', async () => {
  const { id, token } = await make({ name: 'short', scopes: ['console:read'] })
  expect((await askAs(token, 'GET', '/api/console/mails')).status).toBe(200)
  expect((await installation.console.ask('DELETE', `/api/console/tokens/${id}`)).status).toBe(204)
  expect(await askAs(token, 'GET', '/api/console/mails')).toMatchObject({
    status: 401,
    body: { error: { code: 'unauthorized' } },
  })
  expect((await installation.console.ask('DELETE', `/api/console/tokens/${id}`)).status).toBe(404)

  const expiring = await make({ name: 'old', scopes: ['console:read'], expiresAt: '2099-01-01T00:00:00Z' })
  await installation.pool.query(`update api_token set expires_at = now() - interval '1 second' where id = $1`, [
    expiring.id,
  ])
  expect((await askAs(expiring.token, 'GET', '/api/console/mails')).status).toBe(401)
})

test('a token may expire by the clock of any offset', async () => {
  const body = { name: 'far west', scopes: ['console:read'], expiresAt: '2090-01-01T00:00:00+16:00' }
  expect(await installation.console.ask('POST', '/api/console/tokens', body)).toMatchObject({
    status: 201,
    body: { expiresAt: '2089-12-31T08:00:00.000Z' },
  })
})

test('a token that makes no sense is not made', async () => {
  const cases: [object, string][] = [
    [{ name: 'x', scopes: [] }, 'scopes'],
    [{ name: 'x', scopes: ['everything'] }, 'scopes.0'],
    [{ name: 'x', scopes: ['status:set'], person: 'nobody' }, 'person: there is no person nobody'],
    [{ name: 'x', scopes: ['admin'], expiresAt: '2001-01-01T00:00:00Z' }, 'expiresAt: is over already'],
    ...['9999-12-31T23:59:59-23:59', '2016-12-31T23:59:60Z'].map((expiresAt): [object, string] => [
      { name: 'x', scopes: ['admin'], expiresAt },
      'expiresAt: must be a time in a year before 9999',
    ]),
    [{ scopes: ['admin'] }, 'name'],
  ]
  for (const [body, problem] of cases) {
    const answer = await installation.console.ask('POST', '/api/console/tokens', body)
    expect(answer.status).toBe(400)
    expect(JSON.stringify(answer.body)).toContain(problem)
  }
})

test('a call needs a whole token in the Bearer scheme, a probe none', async () => {
  for (const authorization of [
    '',
    'Bearer ',
    `Bearer ${ADMIN_TOKEN}x`,
    `Bearer ${ADMIN_TOKEN.slice(1)}`,
    `Basic ${ADMIN_TOKEN}`,
  ]) {
    const answer = await fetch(`${installation.console.url}/api/status/board`, { headers: { authorization } })
    expect(answer.status, `with "${authorization}"`).toBe(401)
    expect(answer.headers.get('www-authenticate')).toBe('Bearer')
  }
  for (const path of ['/livez', '/metrics']) expect((await fetch(installation.console.url + path)).status).toBe(200)
  expect(installation.handedOn).toEqual([])
})
