import { readFileSync } from 'node:fs'
import { ADMIN_TOKEN } from '@tubepost/service/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Installation, startInstallation } from './installation.ts'

let installation: Installation
beforeAll(async () => {
  installation = await startInstallation()
})
afterAll(() => installation.stop())

const get = (path: string, headers: Record<string, string> = {}) => fetch(installation.console.url + path, { headers })

test.each(['/', '/mails', '/mails/6f1d3c0e?x=1', '/no/such/page'])('at %s stands the page', async (path) => {
  const response = await get(path)
  expect(response.status).toBe(200)
  expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8')
  expect(response.headers.get('cache-control')).toBe('no-store')
  expect(response.headers.get('x-content-type-options')).toBe('nosniff')
  expect(response.headers.get('referrer-policy')).toBe('same-origin')
  expect(await response.text()).toContain('<div id="root">')
})

test('each answer of the page has a policy with a nonce of its own', async () => {
  const nonces = await Promise.all(
    [1, 2].map(async () => {
      const response = await get('/')
      const policy = response.headers.get('content-security-policy') ?? ''
      const [, nonce = ''] = /'nonce-([^']+)'/.exec(policy) ?? []
      expect(policy).toBe(
        `default-src 'self'; script-src 'self'; style-src 'self' 'nonce-${nonce}'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'; object-src 'none'`,
      )
      expect(await response.text()).toContain(`nonce="${nonce}"`)
      return nonce
    }),
  )
  expect(new Set(nonces).size).toBe(2)
  expect(Buffer.from(nonces[0] ?? '', 'base64')).toHaveLength(16)
})

test('what the page loads may be kept for ever, and comes compressed to who takes that', async () => {
  const [script = ''] = /\/assets\/[^"]+\.js/.exec(await (await get('/')).text()) ?? []
  const plain = await get(script, { 'accept-encoding': 'identity' })
  const small = await get(script, { 'accept-encoding': 'br, gzip' })
  const refused = await get(script, { 'accept-encoding': 'gzip;q=0' })
  expect(plain.headers.get('cache-control')).toBe('public, max-age=31536000, immutable')
  expect(plain.headers.get('content-type')).toBe('text/javascript; charset=utf-8')
  expect([plain, small, refused].map(({ headers }) => headers.get('content-encoding'))).toEqual([null, 'gzip', null])
  expect(await small.text()).toBe(await plain.text())
})

test.each(['/assets/no.js', '/assets/', '/assets/.stamp', '/assets/index.html'])(
  '%s is missing, and told so in the one shape',
  async (path) => {
    const response = await get(path)
    expect(response.status).toBe(404)
    expect(await response.json()).toEqual({ error: { code: 'not_found', message: `There is no ${path}.` } })
  },
)

test.each(['/api', '/api/nothing', '/api/console/nothing'])('%s stays a path of the API', async (path) => {
  const response = await get(path, { authorization: `Bearer ${ADMIN_TOKEN}` })
  expect(response.status).toBe(404)
  expect(await response.json()).toMatchObject({ error: { code: 'not_found' } })
})

test('only the API asks who calls', async () => {
  expect((await get('/api/nothing')).status).toBe(401)
  expect((await get('/apis')).status).toBe(200)
})

test('a write to a page names the methods that there are', async () => {
  const response = await fetch(`${installation.console.url}/mails`, { method: 'POST' })
  expect(response.status).toBe(405)
  expect(response.headers.get('allow')).toBe('GET, HEAD')
})

test('the built page holds no script of its own, which the policy would stop', () => {
  const html = readFileSync(new URL('../web/dist/index.html', import.meta.url), 'utf8')
  expect(html.match(/<script(?![^>]*\ssrc=)/)).toBeNull()
  expect(html).not.toMatch(/\sstyle=|\son\w+=/)
})
