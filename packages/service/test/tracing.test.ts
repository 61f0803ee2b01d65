import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { spanIdOf } from '@tubepost/events'
import { startTraceCollector, type TraceCollector } from '@tubepost/testing'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { BaseConfig, readConfig } from '../src/define/config.ts'
import { startTracing } from '../src/observe/start-tracing.ts'

const BY = { service: 'parser', instance: 'parser-1', broker: '127.0.0.1:4222' }
const TRACEPARENT = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'
const MESSAGE = { id: 'event', subject: 'mail.received.v1.status', body: '{}', traceparent: TRACEPARENT }

let collector: TraceCollector

beforeEach(async () => {
  collector = await startTraceCollector()
})
afterEach(async () => {
  vi.unstubAllEnvs()
  await collector.stop()
})

/** Publishes one sampled event in that environment, and stops. */
async function publishOne(environment: Readonly<Record<string, string>>): Promise<string | undefined> {
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value)
  const config = readConfig(BaseConfig, { ...environment, NATS_SEED: 'seed', GATEWAY_TOKEN: 'token' })
  const tracing = await startTracing(config, BY)
  tracing.published(MESSAGE, Date.now())
  await tracing.stop()
  return tracing.carriedBy(MESSAGE)
}

const JSON_TO = (endpoint: string) => ({
  OTEL_EXPORTER_OTLP_ENDPOINT: endpoint,
  OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
})

test('with a collector, the span has the ids that follow from its event', async () => {
  const carried = await publishOne(JSON_TO(collector.endpoint))
  const spanId = spanIdOf('event', 'publish')
  expect(collector.spans).toMatchObject([
    {
      traceId: '0af7651916cd43dd8448eb211c80319c',
      spanId,
      parentId: 'b7ad6b7169203331',
      service: 'tubepost-parser',
      name: 'publish mail.received.v1',
    },
  ])
  expect(carried).toBe(TRACEPARENT.replace('b7ad6b7169203331', spanId))
})

test('the standard variables name the service and add to its resource', async () => {
  await publishOne({
    OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: `${collector.endpoint}/v1/traces`,
    OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
    OTEL_SERVICE_NAME: 'post-room',
    OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment.name=attic',
    // A sampler would drop spans that were sampled where the mail was taken in.
    OTEL_TRACES_SAMPLER: 'always_off',
  })
  expect(collector.spans).toMatchObject([{ service: 'post-room', spanId: spanIdOf('event', 'publish') }])
  expect(collector.text()).toContain('"attic"')
  expect(collector.text()).toContain('"parser-1"')
  expect(collector.text()).not.toContain('process.command')
})

test.each([
  ['no collector', () => ({})],
  ['OTEL_SDK_DISABLED', () => ({ ...JSON_TO(collector.endpoint), OTEL_SDK_DISABLED: 'true' })],
])('%s: events keep the context they were made in, and no span leaves', async (_why, environment) => {
  expect(await publishOne(environment())).toBe(TRACEPARENT)
  expect(collector.spans).toEqual([])
})

test('without a collector, no more of OpenTelemetry is loaded than prom-client brings', async () => {
  const modules = ['run/start-service', 'observe/start-tracing'].map(
    (name) => new URL(`../src/${name}.ts`, import.meta.url).href,
  )
  const program = `
    import { registerHooks } from 'node:module'
    let loaded = 0
    let foreign = 0
    registerHooks({ load: (url, context, next) => {
      loaded++
      if (/@opentelemetry\\/(?!api\\/)|sdk-tracing/.test(url)) foreign++
      return next(url, context)
    } })
    await import('${modules[0]}')
    const { startTracing } = await import('${modules[1]}')
    await startTracing({}, ${JSON.stringify(BY)})
    console.log(JSON.stringify({ some: loaded > 50, foreign }))`
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', program])
  expect(JSON.parse(stdout)).toEqual({ some: true, foreign: 0 })
})
