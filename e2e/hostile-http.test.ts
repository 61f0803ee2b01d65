/** Attacks over HTTP on the real processes, with the heap that they have in production. */
import { request } from 'node:http'
import { definitions } from '@tubepost/installer'
import { routesOf } from '@tubepost/service'
import { rawCall, requestText } from '@tubepost/service/testing'
import type { Installation } from '@tubepost/sandbox'
import { freePort, tempDir, waitUntil } from '@tubepost/testing'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { aSetup } from './a-setup.ts'
import { BODIES, IDS, QUERIES } from './hostile-values.ts'
import { startReady } from './start-ready.ts'

const READY_MS = 60_000
let installation: Installation
let pids: number[]

beforeAll(async () => {
  const dir = await tempDir('hostile')
  installation = await startReady(dir, aSetup({ intake: await freePort() }))
})
afterAll(() => installation?.stop())

// None of it may cost a process.
beforeEach(() => void (pids = installation.processes.map(({ pid }) => pid)))
afterEach(async () => {
  await installation.untilReady(READY_MS)
  const lost = installation.processes.filter(({ pid }, at) => pid !== pids[at])
  if (lost.length > 0) throw new Error(`it cost the processes ${lost.map(({ name }) => name).join(', ')}`)
})

const bearer = () => ({ host: new URL(installation.url).host, authorization: `Bearer ${installation.token}` })
const call = (method: string, target: string, headers: Record<string, string> = {}, body = '') => {
  const length = body === '' ? {} : { 'content-length': String(Buffer.byteLength(body)) }
  return rawCall(installation.url, requestText(method, target, { ...bearer(), ...length, ...headers }, body))
}
const JSON_TYPE = { 'content-type': 'application/json' }

async function tokenFor(...scopes: string[]): Promise<Record<string, string>> {
  const { body } = await call('POST', '/api/console/tokens', JSON_TYPE, JSON.stringify({ name: 'x', scopes }))
  return { authorization: `Bearer ${(JSON.parse(body) as { token: string }).token}` }
}

const UUID = '00000000-0000-4000-8000-000000000000'
/** Ids that exist, so that a value gets as far as it can. */
const KNOWN = [
  ['/api/status/people/', 'ana-example'],
  ['/api/status/statuses/', 'out'],
  ['/api/fetcher/mailboxes/', 'status'],
  ['/api/notifier/templates/', 'status-set'],
] as const
const ANSWERED = new Set([200, 201, 202, 204, 400, 401, 403, 404, 405, 409, 413, 414, 415, 422, 502])

/** Every route of every service, with each hostile value in each place where it has one. */
async function hostileCalls(): Promise<[method: string, target: string, type: string, body: string][]> {
  const all = await Promise.all(definitions.map((definition) => routesOf(definition)))
  return all.flat().flatMap(({ method, path: route }) => {
    if (route.endsWith('*') || route.endsWith('/stream')) return []
    const plain = route.replaceAll(/:\w+/g, KNOWN.find(([start]) => route.startsWith(start))?.[1] ?? UUID)
    const calls: [string, string, string, string][] = QUERIES.map((query) => [method, `${plain}?${query}`, '', ''])
    if (route.includes(':'))
      calls.push(...IDS.map((id): (typeof calls)[number] => [method, route.replaceAll(/:\w+/g, id), '', '']))
    if (method !== 'GET' && method !== 'HEAD')
      calls.push(...BODIES.map(([type, body]): (typeof calls)[number] => [method, plain, type, body]))
    return calls
  })
}

test('no value in any place of any route is a fault of ours, or told in another shape', async () => {
  const calls = await hostileCalls()
  expect(calls.length).toBeGreaterThan(1_500)
  const faults: unknown[] = []
  const next = calls[Symbol.iterator]()
  await Promise.all(
    Array.from({ length: 4 }, async () => {
      for (const [method, target, type, body] of next) {
        const answer = await call(method, target, type === '' ? {} : { 'content-type': type }, body)
        const { status, headers } = answer
        const isOne = headers['cache-control'] === 'no-store' && headers['x-content-type-options'] === 'nosniff'
        const isShaped = status < 400 || method === 'HEAD' || /^\{"error":\{"code":"\w+","message":"/.test(answer.body)
        if (!ANSWERED.has(status) || !isOne || !isShaped)
          faults.push([method, target.slice(0, 100), type, body.slice(0, 100), status, answer.body.slice(0, 200)])
      }
    }),
  )
  expect(faults).toEqual([])
}, 300_000)

test.each(['text/csv', 'message/rfc822'])(
  'two megabytes of %s are a problem for no route',
  async (type) => {
    const body = 'a'.repeat(2_000_000)
    const all = (await Promise.all(definitions.map((definition) => routesOf(definition)))).flat()
    const others = all.filter(({ method, path }) => !['GET', 'HEAD'].includes(method) && !TAKES_THEM.test(path))
    expect(others.length).toBeGreaterThan(30)
    for (const { method, path } of others) {
      const { status } = await call(method, path.replaceAll(/:\w+/g, UUID), { 'content-type': type }, body)
      expect([method, path, status]).toEqual([method, path, expect.toBeOneOf(REFUSED)])
    }
  },
  120_000,
)
const TAKES_THEM = /\*$|^\/api\/(status\/(people|statuses)\/(preview|import)|parser\/dry-run)$/
const REFUSED = [400, 404, 409, 413, 415]

test('a phone’s token rewrites nobody, however it spells the path', async () => {
  const phone = await tokenFor('status:set')
  const before = (await call('GET', '/api/status/people')).body
  const boss = JSON.stringify({ name: 'Ana', addresses: ['evil@example.net'], role: 'admin' })
  for (const spelling of [
    'ana-example#/status',
    'ana-example%23/../ana-example',
    'ana-example/%2e%2e/ana-example',
    'ana-example\\status',
    'ana-example',
  ])
    expect([
      spelling,
      (await call('PUT', `/api/status/people/${spelling}`, { ...phone, ...JSON_TYPE }, boss)).status,
    ]).toEqual([spelling, spelling === 'ana-example' ? 403 : 400])
  expect((await call('GET', '/api/status/people')).body).toBe(before)
})

test('two hundred open streams keep nobody from the board', async () => {
  const clients = Array.from({ length: 200 }, () =>
    request(`${installation.url}/api/status/board/stream`, { headers: bearer(), agent: false }),
  )
  const answers = await Promise.all(
    clients.map(
      (client) =>
        new Promise<{ status: number | undefined; retry: string | undefined }>((resolve, reject) => {
          client.once('error', reject)
          client.once('response', (answer) => {
            answer.on('error', () => {}).resume()
            resolve({ status: answer.statusCode, retry: answer.headers['retry-after'] })
          })
          client.end()
        }),
    ),
  )
  const refused = answers.filter(({ status }) => status === 503)
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(100)
  expect(refused).toHaveLength(100)
  expect(new Set(refused.map(({ retry }) => retry))).toEqual(new Set(['10']))
  expect((await call('GET', '/api/status/board')).status).toBe(200)
  expect((await call('GET', '/api/status/board', await tokenFor('status:read'))).status).toBe(200)
  for (const client of clients) client.on('error', () => {}).destroy()
  await waitUntil(
    async () => {
      const again = request(`${installation.url}/api/status/board/stream`, { headers: bearer(), agent: false })
      again.on('error', () => {}).end()
      const status = await new Promise((resolve) => again.once('response', (answer) => resolve(answer.statusCode)))
      again.destroy()
      return status === 200
    },
    { timeoutMs: 10_000, what: 'the places of the clients that have gone' },
  )
})

test('a HEAD of the stream is answered, and many whose clients have gone hold nothing', async () => {
  expect((await call('HEAD', '/api/status/board/stream')).status).toBe(200)
  for (let n = 0; n < 128; n++) {
    const client = request(`${installation.url}/api/status/board/stream`, {
      method: 'HEAD',
      headers: bearer(),
      agent: false,
    })
    client.on('error', () => {}).end()
    client.once('socket', (socket) => socket.once('connect', () => setImmediate(() => client.destroy())))
  }
  expect((await call('GET', '/api/status/board')).status).toBe(200)
})

test.each([
  '/api/parser/dry-run',
  '/api/status/people',
  '/api/fetcher/mailboxes',
  '/api/console/tokens',
  '/api/notifier/templates/error/preview',
])('ten megabytes of JSON lists to %s are refused', async (target) => {
  const answers = await Promise.all(
    Array.from({ length: 8 }, () =>
      fetch(installation.url + target, {
        method: 'POST',
        headers: { ...bearer(), ...JSON_TYPE },
        body: '[]'.padStart(10_000_000, '[],'),
      }),
    ),
  )
  for (const answer of answers)
    expect([answer.status, await answer.json()]).toMatchObject([413, { error: { code: 'too_large' } }])
})

test.each([
  ['POST', '/api/status/people', '{"name":"x","addresses":[', '"a@b.example",'],
  ['PUT', '/api/status/people/ana-example', '{"name":"x","addresses":[', '1,'],
  ['POST', '/api/fetcher/mailboxes', '{"id":"x","routes":[', '{"to":1},'],
  ['POST', '/api/parser/dry-run', '{"statuses":[', '{"name":""},'],
  ['POST', '/api/console/tokens', '{"name":"x","scopes":[', '"x",'],
  ['POST', '/api/notifier/templates/error/preview', '{"subject":"x","text":"x","model":{"a":[', '[],'],
])(
  'three hundred calls at once of %s %s, with the largest bodies, cost no service',
  async (method, target, begin, piece) => {
    const body = begin + piece.repeat(Math.min(9_000, Math.floor(240_000 / piece.length)))
    const whole = `${body}${piece.slice(0, -1)}]${begin.includes('model') ? '}' : ''}}`.padEnd(260_000)
    const answers = await Promise.all(Array.from({ length: 300 }, () => call(method, target, JSON_TYPE, whole)))
    const statuses = new Set(answers.map(({ status }) => status))
    expect([...statuses].filter((status) => status !== 400 && status !== 503)).toEqual([])
  },
)

test('a dry run is answered while fifty mails come in slowly, and those are ended', async () => {
  const mail = 'From: ana@example.com\r\nSubject: Out\r\n\r\nHello\r\n'
  const timers: NodeJS.Timeout[] = []
  const slow = Array.from({ length: 50 }, () =>
    rawCall(installation.url, (socket) => {
      socket.write(
        requestText('POST', '/api/parser/dry-run', {
          ...bearer(),
          'content-type': 'message/rfc822',
          'content-length': '60000000',
        }),
      )
      timers.push(setInterval(() => socket.write('x'), 500))
    }),
  )
  for (let n = 0; n < 3; n++)
    expect((await call('POST', '/api/parser/dry-run', { 'content-type': 'message/rfc822' }, mail)).status).toBe(200)
  const ended = await Promise.all(slow)
  for (const timer of timers) clearInterval(timer)
  expect(new Set(ended.map(({ status }) => status))).toEqual(new Set([408]))
}, 60_000)

test('during an outage of the database a call is told when to come again', async () => {
  await installation.postgres.kill()
  try {
    for (const target of [
      '/api/status/board',
      '/api/console/mails',
      '/api/fetcher/mailboxes',
      '/api/notifier/held',
      '/api/status/board/stream',
    ]) {
      const { status, headers, body } = await call('GET', target)
      expect([target, status, headers['retry-after'], JSON.parse(body)]).toMatchObject([
        target,
        503,
        '5',
        { error: { code: 'unavailable' } },
      ])
    }
  } finally {
    await installation.postgres.start()
  }
})
