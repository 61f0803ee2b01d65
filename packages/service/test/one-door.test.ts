import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createHttp } from '../src/http/http.ts'
import type { RunningService } from '../src/run/start-service.ts'
import { type Installation, startInstallation } from './installation.ts'
import { type RawAnswer, rawCall, requestText } from './raw-call.ts'
import { asGateway, GATEWAY_TOKEN } from './testbed.ts'
import { tinyStatus } from './tiny-services.ts'

let installation: Installation
let status: RunningService
let url: string

beforeAll(async () => {
  installation = await startInstallation()
  status = await installation.run(tinyStatus())
  url = `http://127.0.0.1:${status.port}`
})
afterAll(async () => {
  await status?.stop()
  await installation?.stop()
})

const call = (method: string, target: string, headers: Record<string, string> = {}, body = '') =>
  rawCall(url, requestText(method, target, { ...asGateway('admin'), ...headers }, body))
const json = (body: string) => ({ 'content-type': 'application/json', 'content-length': String(body.length) })

/** The parts of a refusal that every one has alike. */
const shape = ({ status: given, headers, body }: RawAnswer) => ({
  status: given,
  cache: headers['cache-control'],
  sniff: headers['x-content-type-options'],
  type: headers['content-type'],
  told: JSON.parse(body) as unknown,
})
const refusal = (expected: number, code: string) => ({
  status: expected,
  cache: 'no-store',
  sniff: 'nosniff',
  type: expect.stringMatching(/^application\/json/),
  told: { error: { code, message: expect.stringMatching(/./) } },
})

const endless = (piece: string) => ({ 'transfer-encoding': 'chunked', 'content-type': piece })

test.each<[what: string, status: number, code: string, answer: () => Promise<RawAnswer>]>([
  ['a path that no route has', 404, 'not_found', () => call('GET', '/api/status/nothing')],
  ['a method that the path has not', 405, 'no_such_method', () => call('DELETE', '/api/status/board')],
  ['a method that fastify does not know', 405, 'no_such_method', () => call('PROPFIND', '/api/status/board')],
  ['a method that Node does not know', 400, 'bad_request', () => call('FETCH', '/api/status/board')],
  ['a target in a second spelling', 400, 'bad_target', () => call('GET', '/api/status/%62oard')],
  ['a target that does not decode', 400, 'bad_target', () => call('GET', '/api/status/%C0')],
  ['a target in the form for proxies', 400, 'bad_target', () => call('GET', 'http://x/api/status/board')],
  ['a target that is an asterisk', 400, 'bad_target', () => call('OPTIONS', '*')],
  ['a target of ten thousand characters', 414, 'target_too_long', () => call('GET', `/${'a'.repeat(10_000)}`)],
  ['a segment longer than any id', 414, 'target_too_long', () => call('GET', `/api/status/echo/${'a'.repeat(2_000)}`)],
  ['a query that the route does not have', 400, 'invalid', () => call('GET', '/api/status/board?x=1')],
  ['a header of 20 KiB', 431, 'headers_too_long', () => call('GET', '/livez', { x: 'x'.repeat(20_480) })],
  ['no host', 400, 'bad_request', () => rawCall(url, 'GET /livez HTTP/1.1\r\n\r\n')],
  ['an expectation of something else', 417, 'bad_expectation', () => call('GET', '/livez', { expect: 'x' })],
  ['a CONNECT', 405, 'no_such_method', () => call('CONNECT', 'x.example.org:25')],
  ['a line that is not HTTP', 400, 'bad_request', () => rawCall(url, 'HELO there\r\n\r\n')],
  [
    'two lengths',
    400,
    'bad_request',
    () => call('POST', '/x', { 'content-length': '1', 'transfer-encoding': 'chunked' }),
  ],
  ['no token', 401, 'unauthorized', () => rawCall(url, requestText('GET', '/api/status/board', {}))],
  ['a body that is no JSON', 400, 'invalid', () => call('POST', '/api/status/echo', json('{x'), '{x')],
  [
    'a prototype in JSON',
    400,
    'invalid',
    () => call('POST', '/api/status/echo', json('{"__proto__":1}'), '{"__proto__":1}'),
  ],
  [
    'a body of another type',
    415,
    'unsupported_type',
    () => call('POST', '/api/status/echo', { ...json('x'), 'content-type': 'text/plain' }, 'x'),
  ],
  [
    'a body that is announced too large',
    413,
    'too_large',
    () => call('POST', '/api/status/echo', { ...json(''), 'content-length': '262145' }),
  ],
  [
    'a body that grows too large',
    413,
    'too_large',
    () =>
      rawCall(url, (socket) => {
        socket.write(requestText('POST', '/api/status/echo', { ...asGateway('admin'), ...endless('application/json') }))
        const piece = ' '.repeat(65_536)
        for (let n = 0; n < 5; n++) socket.write(`10000\r\n${piece}\r\n`)
      }),
  ],
  [
    'a body nested deep',
    400,
    'invalid',
    () => call('POST', '/api/status/echo', json('['.repeat(9_999)), '['.repeat(9_999)),
  ],
  ['a fault of ours', 500, 'internal', () => call('GET', '/api/status/broken')],
  ['a NUL for the database', 400, 'invalid', () => call('GET', '/api/status/unstorable')],
])('%s is answered %i %s, in the one shape', async (_what, expected, code, answer) => {
  expect(shape(await answer())).toEqual(refusal(expected, code))
})

test('a refused sender of a large body hears so', async () => {
  const answer = await fetch(`${url}/api/status/echo`, {
    method: 'POST',
    headers: { ...asGateway('admin'), 'content-type': 'application/json' },
    body: new Uint8Array(32 * 1024 * 1024),
  })
  expect(answer.status).toBe(413)
})

test('a refused sender who asks for the close, and reads when all is sent, hears so', async () => {
  const head = { ...asGateway('admin'), connection: 'close', 'content-type': 'text/odd', 'content-length': '4000000' }
  const { status: given } = await rawCall(url, async (socket) => {
    socket.pause()
    socket.write(requestText('POST', '/api/status/echo', head))
    for (let n = 0; n < 40; n++) {
      socket.write(Buffer.alloc(100_000))
      await delay(5)
    }
    socket.resume()
  })
  expect(given).toBe(415)
})

test('the gateway’s token without scopes opens nothing', async () => {
  const { status: given, body } = await rawCall(
    url,
    requestText('GET', '/api/status/board', { authorization: `Bearer ${GATEWAY_TOKEN}` }),
  )
  expect([given, JSON.parse(body)]).toMatchObject([403, { error: { code: 'not_permitted' } }])
})

test.each(['status:set', 'status:write', 'status:read', 'admin'])('the scope %s opens the board', async (scope) => {
  expect((await call('GET', '/api/status/board', asGateway('fetcher:write', scope))).status).toBe(200)
})

test('the scope of another service opens nothing, by whatever method is claimed', async () => {
  for (const name of [
    'x-http-method-override',
    'x-method-override',
    'x-original-url',
    'x-rewrite-url',
    'x-forwarded-host',
  ]) {
    const answer = await call('GET', '/api/status/board', { ...asGateway('fetcher:read'), [name]: '/livez' })
    expect([name, answer.status]).toEqual([name, 403])
  }
})

test('a route without a scope cannot be declared', () => {
  const app = createHttp({
    authorize: async () => ({ token: 'x', scopes: [] }),
    checks: {},
    metrics: { contentType: 'text/plain', text: async () => '' },
    log: undefined as never,
    stopping: new AbortController().signal,
  })
  expect(() => app.get('/api/status/open', () => 'open')).toThrow('GET /api/status/open declares no scope')
})

test.each<[what: string, begin: string]>([
  ['a header that is not finished', 'GET /livez HTTP/1.1\r\nHost: x\r\nX: '],
  ['a connection that says nothing', ''],
])(
  '%s is ended within the time for headers',
  async (_what, begin) => {
    const begun = performance.now()
    expect(shape(await rawCall(url, begin))).toEqual(refusal(408, 'too_slow'))
    expect(performance.now() - begun).toBeLessThan(20_000)
  },
  30_000,
)

test('a body that trickles in is ended, and a call of others is answered meanwhile', async () => {
  let trickle: NodeJS.Timeout | undefined
  const slow = rawCall(url, (socket) => {
    socket.write(requestText('POST', '/api/status/echo', { ...asGateway('admin'), ...json(' '.repeat(200_000)) }))
    trickle = setInterval(() => socket.write(' '), 100)
  })
  expect((await call('GET', '/api/status/board')).status).toBe(200)
  expect(shape(await slow.finally(() => clearInterval(trickle)))).toEqual(refusal(408, 'too_slow'))
}, 30_000)
