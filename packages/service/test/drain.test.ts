import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Tx } from '@tubepost/db'
import { waitUntil } from '@tubepost/testing'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { type Installation, startInstallation } from './installation.ts'
import { someIntents } from './sample-events.ts'
import type { Replica } from './testbed.ts'

const MAIN = new URL('tiny-main.ts', import.meta.url).pathname
// Shorter than the ack wait of half a minute, after which the broker would give everything to another replica anyway.
const soon = (what: string) => ({ timeoutMs: 20_000, what })

let installation: Installation
let replicas: Replica[] = []
let unlock = async () => {}

beforeAll(async () => {
  installation = await startInstallation()
})
afterEach(async () => {
  await unlock()
  await Promise.all(replicas.map((replica) => replica.kill()))
  replicas = []
})
afterAll(() => installation?.stop())

async function start(environment: Record<string, string> = {}): Promise<Replica> {
  const replica = await installation.start({ service: 'status', main: MAIN, environment })
  replicas.push(replica)
  return replica
}

/** Makes every handler wait in its transaction, at its first row. */
async function holdHandlers(): Promise<void> {
  const client: Tx & { release(): void } = await installation.pool.connect()
  await client.query('begin')
  await client.query('lock table effect in exclusive mode')
  unlock = async () => {
    unlock = async () => {}
    await client.query('rollback')
    client.release()
  }
}

const WAITING = "pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'"
const aHandlerWaits = () =>
  waitUntil(async () => (await installation.count(WAITING)) > 0, soon('a handler to have events in hand'))

const statusOf = async ({ url }: Replica, path: string) => (await fetch(url + path)).status

const handled = async (replica: Replica, result: string) => {
  const metrics = await (await fetch(`${replica.url}/metrics`)).text()
  return Number(
    new RegExp(`^tubepost_events_handled_total\\{.*result="${result}".*\\} (\\d+)$`, 'm').exec(metrics)?.[1] ?? 0,
  )
}

test('SIGTERM: work in hand is finished, the rest goes to another replica at once', async () => {
  let told = ''
  const collector = createServer((request, response) => {
    request.on('data', (part: Buffer) => (told += String(part)))
    request.on('end', () => response.end('{}'))
  })
  await new Promise<void>((resolve) => collector.listen(0, '127.0.0.1', resolve))
  const first = await start({
    OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${(collector.address() as AddressInfo).port}`,
    OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
  })
  await holdHandlers()
  const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'
  await installation.publish(...someIntents(1_000).map((event) => ({ ...event, traceparent })))
  await aHandlerWaits()
  await first.beginDrain()
  expect(await statusOf(first, '/livez')).toBe(200)
  expect(await statusOf(first, '/readyz')).toBe(503)
  await unlock()
  expect(await first.ended()).toBe(0)
  const finished = await installation.count('effect')
  expect(finished).toBeGreaterThan(0)
  expect(finished).toBeLessThan(1_000)
  // One span of kind CONSUMER for each event. The exporter's own interval is five seconds: these were flushed.
  expect(told.split('"kind":5').length - 1).toBe(finished)

  const second = await start()
  await waitUntil(async () => (await installation.count('effect')) === 1_000, soon('the other replica to do the rest'))
  await waitUntil(async () => (await installation.progressOf('status', 'INTENT')).inHand === 0, soon('every ack'))
  expect(await handled(second, 'known')).toBe(0)
  expect(await handled(second, 'done')).toBe(1_000 - finished)
  collector.close()
})

test('a second SIGTERM ends the process at once, with an error', async () => {
  const replica = await start()
  await holdHandlers()
  await installation.publish(...someIntents(10))
  await aHandlerWaits()
  await replica.beginDrain()
  replica.signal('SIGTERM')
  expect(await replica.ended()).toBe(1)
  expect(replica.log()).toContain('told a second time to stop')
})

test('a drain that hangs is ended before the orchestrator would, and is logged', async () => {
  const replica = await start()
  await holdHandlers()
  await installation.publish(...someIntents(10))
  await aHandlerWaits()
  await replica.beginDrain()
  expect(await replica.ended()).toBe(1)
  expect(replica.log()).toContain('not drained in time, ending at once: \\"events in hand\\" did not come to an end')
})

test('a service that still waits for its broker ends at once', async () => {
  const { spawn } = await import('node:child_process')
  const child = spawn(process.execPath, [MAIN], {
    env: { ...process.env, ...installation.environmentOf('status'), NATS_URL: '127.0.0.1:1', LOG_LEVEL: 'debug' },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const { promise: ended, resolve } = Promise.withResolvers<number | null>()
  child.once('exit', resolve)
  child.stdout.on('data', (line: Buffer) => {
    if (String(line).includes('waiting')) child.kill('SIGTERM')
  })
  expect(await ended).toBe(0)
})
