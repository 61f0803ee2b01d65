/** Two services in one process: each with its own credentials, port, log and metrics, and one end. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { freePort, waitUntil } from '@tubepost/testing'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { type Installation, startInstallation } from './installation.ts'
import { aMail } from './sample-events.ts'
import type { Replica } from './testbed.ts'

const MAIN = new URL('tiny-pair-main.ts', import.meta.url).pathname
const soon = (what: string) => ({ timeoutMs: 30_000, what })

let installation: Installation
let parserPort: number
let both: Replica

beforeAll(async () => {
  installation = await startInstallation()
})
afterAll(() => installation?.stop())
beforeEach(async () => {
  parserPort = await freePort()
  const { NATS_SEED: seed = '' } = installation.environmentOf('parser')
  const environment = { PARSER_NATS_SEED: seed, PARSER_HTTP_PORT: String(parserPort) }
  both = await installation.start({ service: 'status', main: MAIN, environment })
})

const metricsAt = async (url: string) => (await fetch(`${url}/metrics`)).text()

test('an event goes from one to the other through the broker, and each counts its own', async () => {
  await installation.publish(...Array.from({ length: 20 }, aMail))
  await waitUntil(async () => (await installation.count('effect')) === 20, soon('every effect'))
  const [status, parser] = [await metricsAt(both.url), await metricsAt(`http://127.0.0.1:${parserPort}`)]
  expect(status).toMatch(/^tubepost_events_handled_total\{.*stream="INTENT".*service="status".*\} 20$/m)
  expect(parser).toMatch(/^tubepost_events_handled_total\{.*stream="MAIL".*service="parser".*\} 20$/m)
  expect(status).not.toContain('service="parser"')
  await both.stop()
})

test('SIGTERM drains each, and the process ends well', async () => {
  both.signal('SIGTERM')
  expect(await both.ended()).toBe(0)
  for (const name of ['parser', 'status'])
    expect(both.log()).toMatch(new RegExp(`"service":"${name}".*"msg":"drained"`))
})

test('where one cannot go on, all drain, and its name is in the log', async () => {
  await installation.pool.query(`insert into migration (name, run_on) values ('0009_breaking_all', now())`)
  await both.ended()
  await installation.pool.query(`delete from migration where name = '0009_breaking_all'`)
  expect(both.log()).toMatch(/"level":60,.*"service":"status".*which this version cannot work with/)
  expect(both.log()).toMatch(/"service":"parser".*"msg":"drained"/)
})

async function saidBy(environment: Readonly<Record<string, string>>): Promise<{ code: unknown; said: string }> {
  const child = spawn(process.execPath, [MAIN], {
    env: { PATH: process.env['PATH'], ...environment },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = once(child, 'exit')
  return { said: await text(child.stdout), code: (await ended)[0] }
}

test('the bad variables of each are named before anything starts', async () => {
  const { GATEWAY_TOKEN: _, ...environment } = installation.environmentOf('status')
  const { said, code } = await saidBy({ ...environment, PARSER_HTTP_PORT: 'x' })
  expect(code).toBe(1)
  expect(said).toMatch(/"service":"parser".*HTTP_PORT: must be a whole number/)
  expect(said).toMatch(/"service":"status".*GATEWAY_TOKEN: is missing/)
})

test('two at one port are refused, with the variables that part them', async () => {
  const { said, code } = await saidBy({ ...installation.environmentOf('status'), HTTP_PORT: '9090' })
  expect(code).toBe(1)
  expect(said).toContain('parser and status are both to listen at 9090; set PARSER_HTTP_PORT or STATUS_HTTP_PORT')
})
