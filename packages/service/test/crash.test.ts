import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { jetstreamManager } from '@nats-io/jetstream'
import { waitUntil } from '@tubepost/testing'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { type Installation, startInstallation } from './installation.ts'
import { someIntents } from './sample-events.ts'

let installation: Installation
let running: Launched[] = []

beforeAll(async () => {
  installation = await startInstallation()
  // A killed process's events come back after the ack wait; half a minute is for production. With much less than this they
  // come back on a loaded machine while they are handled.
  const consumers = (await jetstreamManager(installation.admin)).consumers
  await consumers.update('INTENT', 'status', { ack_wait: 3_000_000_000 })
})
// A replica that is still dying could be given the messages of the next test.
afterEach(async () => {
  for (const { process } of running) process.kill('SIGKILL')
  await Promise.all(running.map(({ ended }) => ended))
  running = []
})
afterAll(() => installation?.stop())

const within30s = (what: string) => ({ timeoutMs: 30_000, what })

interface Launched {
  readonly process: ChildProcess
  /** Exit code and signal. */
  readonly ended: Promise<unknown[]>
}

/** The tiny service as a process of its own, configured by its environment as in production. */
function launch(environment: Record<string, string> = {}): Launched {
  const child = spawn(process.execPath, [new URL('tiny-main.ts', import.meta.url).pathname], {
    env: {
      PATH: process.env['PATH'],
      NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'],
      ...installation.environmentOf('status'),
      ...environment,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const launched = { process: child, ended: once(child, 'exit') }
  running.push(launched)
  return launched
}

async function expectAllOnce(ids: readonly string[]): Promise<void> {
  await waitUntil(async () => {
    const facts = await installation.eventsIn('FACT')
    return (
      facts.filter(({ causationid }) => causationid !== undefined && ids.includes(causationid)).length === ids.length
    )
  }, within30s('every fact'))
  expect(await installation.count('effect where event_id = any($1)', [ids])).toBe(ids.length)
  await waitUntil(
    async () => (await installation.count('outbox where published_at is null')) === 0,
    within30s('the marks'),
  )
}

test.each(['after-effect-commit', 'before-ack'])(
  'killed %s, the next process completes the work and repeats no effect',
  async (point) => {
    const intents = someIntents(20)
    const ids = intents.map(({ id }) => id)
    const { ended } = launch({ CRASH_AT: point })
    await installation.publish(...intents)
    expect(await ended).toEqual([null, 'SIGKILL'])
    const begun = await installation.count('effect where event_id = any($1)', [ids])
    expect(begun).toBeGreaterThan(0)

    launch()
    await expectAllOnce(ids)
    const info = (await jetstreamManager(installation.admin)).consumers
    await waitUntil(async () => (await info.info('INTENT', 'status')).num_ack_pending === 0, within30s('the acks'))
    expect(await installation.count('effect where event_id = any($1)', [ids])).toBe(ids.length)
  },
)

test('SIGTERM: the service drains, ends with 0 and gives back what it fetched ahead', async () => {
  const intents = someIntents(300)
  const { process, ended } = launch()
  await installation.publish(...intents)
  await waitUntil(
    () => installation.count('effect where event_id = $1', [intents[0]?.id]),
    within30s('the first effect'),
  )
  process.kill('SIGTERM')
  expect(await ended).toEqual([0, null])

  launch()
  await expectAllOnce(intents.map(({ id }) => id))
})

test('a bad environment ends the process with every bad variable named', async () => {
  const { process, ended } = launch({ HTTP_PORT: 'eighty', DATABASE_POOL: '0', LOG_LEVEL: 'chatty', GATEWAY_TOKEN: '' })
  let printed = ''
  process.stdout?.on('data', (bytes: Buffer) => {
    printed += bytes.toString()
  })
  expect(await ended).toEqual([1, null])
  const line = JSON.parse(printed.trim().split('\n').at(-1) ?? '') as { problems: string[] }
  const names = line.problems.map((problem) => problem.split(':')[0])
  expect(new Set(names)).toEqual(new Set(['GATEWAY_TOKEN', 'DATABASE_POOL', 'HTTP_PORT', 'LOG_LEVEL']))
  expect(names).toHaveLength(4)
  expect(printed).not.toMatch(/eighty|chatty|secret-of/)
})
