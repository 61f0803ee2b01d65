import { request } from 'node:http'
import { ADMIN_TOKEN, rawCall, requestText } from '@tubepost/service/testing'
import { waitUntil } from '@tubepost/testing'
import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { BROKEN_OFF, type Installation, startInstallation, UNANSWERED } from './installation.ts'

const within10s = (what: string) => ({ timeoutMs: 10_000, what })
let installation: Installation
let setter: string
beforeAll(async () => {
  installation = await startInstallation()
  const { body } = await installation.console.ask('POST', '/api/console/tokens', {
    name: 'phone',
    scopes: ['status:set'],
  })
  setter = (body as { token: string }).token
})
afterAll(() => installation?.stop())
beforeEach(() => void installation.handedOn.splice(0))

const send = (method: string, target: string, headers: Record<string, string> = {}, body = '') =>
  rawCall(
    installation.console.url,
    requestText(method, target, { authorization: `Bearer ${setter}`, ...headers }, body),
  )

test.each([
  '/api/status/people/x#/status',
  '/api/status/people/x%23/../status',
  '/api/status/people/x/%2e%2e/y/status',
  '/api/status/people/x%2fstatus',
  '/api/status/people/x\\..\\y/status',
  '/api/status//people/x/status',
  'http://status/api/status/people/x/status',
])('PUT %s is refused before any scope, and not handed on', async (target) => {
  const { status, body } = await send('PUT', target)
  expect([status, JSON.parse(body)]).toMatchObject([400, { error: { code: 'bad_target' } }])
  expect(installation.handedOn).toEqual([])
})

const SEGMENTS = [
  ...[
    'api',
    'status',
    'people',
    'x',
    'status',
    'board',
    'statuses',
    'console',
    'tokens',
    'parser',
    'dry-run',
    'fetcher',
  ],
  ...[
    '..',
    '.',
    '%2e',
    '%2E%2e',
    '%252e',
    '%2f',
    '%2F',
    '%5c',
    '\\',
    '#',
    '%23',
    '?',
    '%3F',
    ';',
    '%3b',
    '%61pi',
    '%00',
  ],
  ...['a%20b', '%C3%A4', '%C0%AE', "'", '"', '<', '@', ':', '*', '', '%', '+', '&', '='],
]
const target = fc
  .tuple(
    fc.constantFrom('/api/status/', '/api/status/people/', '/api/', '/', '', '//', 'http://status/api/status/'),
    fc.array(fc.tuple(fc.constantFrom(...SEGMENTS), fc.constantFrom('/', '/', '/', '')), { maxLength: 7 }),
    fc.constantFrom('', '/status', '#/status', '?/status', '/../status'),
  )
  .map(([start, parts, end]) => start + parts.flat().join('') + end)

test('for any target, the path that was judged is the path that is reached', async () => {
  const reached = { set: 0, read: 0 }
  await fc.assert(
    fc.asyncProperty(fc.constantFrom('PUT', 'GET', 'POST', 'DELETE', 'PATCH'), target, async (method, sent) => {
      installation.handedOn.splice(0)
      await send(method, sent).catch(() => {})
      const [call] = installation.handedOn
      if (call === undefined) return
      const { pathname } = new URL(call.url ?? '', 'http://behind')
      expect([call.method, call.url, sent.split('?')[0]]).toEqual([method, sent, pathname])
      const allowed = method === 'PUT' ? /^PUT \/api\/status\/people\/[^/]+\/status$/ : /^GET \/api\/status\//
      expect(`${method} ${pathname}`).toMatch(allowed)
      reached[method === 'PUT' ? 'set' : 'read']++
    }),
    {
      numRuns: 1_500,
      examples: [
        ['GET', '/api/status/board'],
        ['PUT', '/api/status/people/x/status'],
      ],
    },
  )
  expect([reached.read > 0, reached.set > 0]).toEqual([true, true])
}, 120_000)

test('headers of one connection, and those of the gateway itself, are not handed on', async () => {
  await send('GET', '/api/status/board', {
    connection: 'close, x-mine, x-tubepost-scopes, authorization',
    'x-mine': '1',
    'x-other': '2',
    'x-tubepost-scopes': 'admin',
    'X-Tubepost-Actor': 'boss',
    'x-tubepost-token': 'admin',
    'proxy-authorization': 'Basic x',
    te: 'trailers',
  })
  const { headers } = installation.handedOn[0] ?? {}
  expect(headers).toMatchObject({ 'x-other': '2', 'x-tubepost-scopes': 'status:set' })
  for (const name of ['x-mine', 'x-tubepost-actor', 'proxy-authorization', 'te'])
    expect(headers).not.toHaveProperty(name)
  expect(headers?.['x-tubepost-token']).toMatch(/^[0-9a-f-]{36}$/)
})

test.each<[what: string, headers: Record<string, string>, pieces: number]>([
  ['announced', { 'content-type': 'application/json', 'content-length': '262145' }, 0],
  ['in chunks', { 'content-type': 'application/json', 'transfer-encoding': 'chunked' }, 5],
  ['without a type', { 'transfer-encoding': 'chunked' }, 5],
  ['of a mail, announced', { 'content-type': 'message/rfc822', 'content-length': String(64 * 1024 * 1024 + 1) }, 0],
])('a body that is too large, %s, ends at the gateway', async (_what, headers, pieces) => {
  const { status, body } = await rawCall(installation.console.url, (socket) => {
    socket.write(requestText('POST', '/api/status/people', { authorization: `Bearer ${ADMIN_TOKEN}`, ...headers }))
    for (let n = 0; n < pieces; n++) socket.write(`10000\r\n${' '.repeat(65_536)}\r\n`)
  })
  expect([status, JSON.parse(body)]).toMatchObject([413, { error: { code: 'too_large' } }])
  expect(installation.handedOn).toEqual([])
})

test('a mail of more than 64 MiB without a length is refused while it comes in', async () => {
  const answer = await new Promise<number | undefined>((resolve, reject) => {
    const call = request(`${installation.console.url}/api/parser/dry-run`, {
      method: 'POST',
      headers: { authorization: `Bearer ${ADMIN_TOKEN}`, 'content-type': 'message/rfc822' },
    })
    const piece = Buffer.alloc(1024 * 1024)
    let left = 80
    const write = () => {
      while (left-- > 0) if (!call.write(piece)) return void call.once('drain', write)
      call.end()
    }
    call.once('response', (response) => resolve(response.resume().statusCode)).once('error', reject)
    write()
  })
  expect(answer).toBe(413)
})

test('a service that does not answer is told as 503, with the time to come again', async () => {
  const answer = await send('GET', BROKEN_OFF)
  expect([answer.status, answer.headers['retry-after'], JSON.parse(answer.body)]).toMatchObject([
    503,
    '5',
    { error: { code: 'unavailable' } },
  ])
})

test('a caller that goes takes its call to the service with it', async () => {
  for (const method of ['GET', 'HEAD', 'POST']) {
    const call = request(installation.console.url + UNANSWERED, {
      method,
      headers: { authorization: `Bearer ${ADMIN_TOKEN}` },
    })
    call.on('error', () => {}).end()
    const before = installation.gaveUp.length
    await waitUntil(() => installation.handedOn.some((one) => one.method === method), within10s('the call'))
    call.destroy()
    await waitUntil(() => installation.gaveUp.length === before + 1, within10s('the end of the call'))
  }
  expect(installation.gaveUp).toHaveLength(3)
  expect(installation.console.log()).not.toContain('before the answer came')
})

test('a hundred wrong tokens are told so, the next to wait, and right ones are served', async () => {
  const guess = (n: number) =>
    send('GET', '/api/status/board', { authorization: `Bearer tubepost_${String(n).padStart(43, '0')}` })
  const told = await Promise.all(Array.from({ length: 150 }, (_, n) => guess(n)))
  expect(new Set(told.map(({ status }) => status))).toEqual(new Set([401, 429]))
  const late = told.find(({ status }) => status === 429)
  expect(Number(late?.headers['retry-after'])).toBeGreaterThan(0)
  expect((await send('GET', '/api/status/board')).status).toBe(200)
})
