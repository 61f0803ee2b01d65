import reference from '@scalar/fastify-api-reference'
import fastify from 'fastify'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Installation, startInstallation } from './installation.ts'

let installation: Installation
beforeAll(async () => {
  installation = await startInstallation()
})
afterAll(() => installation.stop())

const get = (path: string, headers: Readonly<Record<string, string>> = {}) =>
  fetch(`${installation.console.url}${path}`, { headers })

test('the description of the API is served to whoever asks', async () => {
  const answer = await get('/api/openapi.json')
  expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'application/json; charset=utf-8'])
  const { openapi, paths } = (await answer.json()) as { openapi: string; paths: object }
  expect(openapi).toBe('3.1.1')
  expect(Object.keys(paths)).toContain('/api/status/board')
})

test('the page of the API has a policy that reaches no other origin', async () => {
  const answer = await get('/api/docs')
  expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8'])
  const policy = answer.headers.get('content-security-policy') ?? ''
  const sources = policy.split('; ').flatMap((directive) => directive.split(' ').slice(1))
  expect(new Set(sources)).toEqual(new Set(["'none'", "'self'", "'unsafe-inline'", 'data:']))
  expect(policy).toContain("default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; ")
  expect(answer.headers.get('x-content-type-options')).toBe('nosniff')
})

test('the page of the API names no other host and turns off what would ask one', async () => {
  const page = await (await get('/api/docs')).text()
  const start = await (await get('/api/docs/start.js')).text()
  expect(`${page}${start}`).not.toMatch(/\/\/[a-z0-9]/i)
  const scripts = [...page.matchAll(/<script src="([^"]+)"><\/script>/g)].map(([, source]) => source)
  expect(scripts).toEqual(['/api/docs/scalar.js', '/api/docs/start.js'])
  expect(start).toContain('"withDefaultFonts":false,"telemetry":false,"proxyUrl":""')
})

test('the script of the page is Scalar’s own, packed for whoever can unpack', async () => {
  const packed = await get('/api/docs/scalar.js', { 'accept-encoding': 'gzip' })
  const plain = await get('/api/docs/scalar.js', { 'accept-encoding': 'identity' })
  const refused = await get('/api/docs/scalar.js', { 'accept-encoding': 'br, gzip;q=0' })
  expect(refused.headers.get('content-encoding')).toBeNull()
  expect([packed.status, packed.headers.get('content-encoding')]).toEqual([200, 'gzip'])
  expect([plain.status, plain.headers.get('content-encoding')]).toEqual([200, null])
  const script = await plain.text()
  expect((await packed.text()) === script).toBe(true)
  const scalars = fastify()
  await scalars.register(reference, { routePrefix: '/reference', configuration: { url: '/' } })
  const own = await scalars.inject('/reference/js/scalar.js')
  expect([own.statusCode, own.payload.length > 1_000_000, own.payload === script]).toEqual([200, true, true])
})
