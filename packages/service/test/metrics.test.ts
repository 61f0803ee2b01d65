import { intentStatusSet } from '@tubepost/events'
import { scrape, waitUntil } from '@tubepost/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { defineCounter, defineGauge, sample } from '../src/define/define-metric.ts'
import { defineService, handle, type ServiceDefinition } from '../src/define/define-service.ts'
import type { RunningService } from '../src/run/start-service.ts'
import { type InstallationWithServers, startInstallationWithServers } from './installation.ts'
import { anIntent, someIntents } from './sample-events.ts'
import { tinyStatus } from './tiny-services.ts'

const within30s = (what: string) => ({ timeoutMs: 30_000, what })
const counted = defineCounter({ name: 'tubepost_test_effects_total', help: 'Effects' }, ['kind'])
const undeclared = defineCounter({ name: 'tubepost_test_unknown_total', help: 'Nobody declares it' })
const effects = defineGauge({ name: 'tubepost_test_effects', help: 'Rows' })

let installation: InstallationWithServers
let status: RunningService
let fails = 0

/** Counts each intent, then fails as often as given. */
const countingStatus = (): ServiceDefinition =>
  defineService({
    ...tinyStatus(),
    migrations: `${import.meta.dirname}/migrations`,
    counts: [counted],
    readings: [
      {
        gauges: [effects],
        read: async ({ pool }) => {
          const { rows } = await pool.query<{ count: number }>('select count(*)::int as count from effect')
          return [sample(effects, {}, rows[0]?.count ?? 0)]
        },
      },
    ],
    consumes: [
      handle(intentStatusSet, async (events, { tx, tally }) => {
        for (const { id } of events) {
          await tx.query('insert into effect (event_id, redrive) values ($1, 0)', [id])
          tally.count(counted, { kind: 'intent' })
        }
        if (fails-- > 0) throw new Error('after it was counted')
        return []
      }),
    ],
  })

beforeAll(async () => {
  installation = await startInstallationWithServers()
  status = await installation.run(countingStatus())
})
afterAll(async () => {
  await status?.stop()
  await installation?.stop()
})

const read = () => scrape(`http://127.0.0.1:${status.port}`)
/** The gauges, read anew, because an answer may be reused for a second. */
const until = (what: string, fits: (metrics: Awaited<ReturnType<typeof read>>) => boolean) =>
  waitUntil(async () => {
    const metrics = await read()
    return fits(metrics) ? metrics : undefined
  }, within30s(what))

test('a handler’s count counts once, however often its transaction is rolled back', async () => {
  fails = 2
  await installation.publish(anIntent())
  await until('the effect', (metrics) => metrics.value('tubepost_test_effects') === 1)
  const metrics = await until('the count', (each) => each.value('tubepost_test_effects_total') !== undefined)
  expect(metrics.value('tubepost_test_effects_total', { kind: 'intent', service: 'status' })).toBe(1)
})

test('every service shows its version, its durables and how full its streams are', async () => {
  const metrics = await read()
  expect(metrics.value('tubepost_build_info', { version: '0.1.0', service: 'status' })).toBe(1)
  expect(metrics.value('tubepost_consumer_pending', { stream: 'INTENT', consumer: 'status' })).toBe(0)
  expect(metrics.value('tubepost_consumer_pending', { stream: 'DEAD', consumer: 'status-redrive' })).toBe(0)
  expect(metrics.value('tubepost_stream_bytes', { stream: 'INTENT' })).toBeGreaterThan(0)
  expect(metrics.value('tubepost_stream_limit_bytes', { stream: 'INTENT' })).toBeGreaterThan(1_000_000)
  expect(metrics.value('tubepost_migrations_missing')).toBe(0)
  expect(metrics.value('tubepost_outbox_pending', { stream: 'FACT' })).toBe(0)
  expect(metrics.value('tubepost_readings_failed_total')).toBe(0)
})

test('a gauge that is not read is not shown: no certificate ends where there is no TLS', async () => {
  expect((await read()).value('tubepost_broker_certificate_end_timestamp_seconds')).toBeUndefined()
})

test('the outbox shows how many rows are unpublished, with the age of the oldest', async () => {
  const row = `insert into outbox (id, stream, subject, body, created_at)
               values (gen_random_uuid(), 'FACT', 'nobody.takes.this', '{}', now() - interval '1 hour')`
  await installation.pool.query(row)
  const stuck = await until('it to show', (each) => each.value('tubepost_outbox_pending', { stream: 'FACT' }) === 1)
  expect(stuck.value('tubepost_outbox_oldest_age_seconds', { stream: 'FACT' })).toBeGreaterThanOrEqual(3600)
  await installation.pool.query('delete from outbox')
  const empty = await until('it to go', (each) => each.value('tubepost_outbox_pending', { stream: 'FACT' }) === 0)
  expect(empty.value('tubepost_outbox_oldest_age_seconds', { stream: 'FACT' })).toBe(0)
})

test('while the database is down its gauges are absent and the others are shown', async () => {
  await installation.postgres.kill()
  // Each of them has a second of its own for which it is good.
  const ofTheDatabase = ['tubepost_outbox_pending', 'tubepost_test_effects']
  const away = await until('the gauges to go', (each) => ofTheDatabase.every((name) => each.value(name) === undefined))
  expect(away.value('tubepost_readings_failed_total', { gauge: 'tubepost_test_effects' })).toBeGreaterThan(0)
  expect(away.value('tubepost_stream_bytes', { stream: 'INTENT' })).toBeGreaterThan(0)
  await installation.postgres.start()
  await until('them to be back', (each) => each.value('tubepost_test_effects') === 1)
})

test('counting an undeclared metric is an error', async () => {
  const sneaky = defineService({
    ...tinyStatus(),
    consumes: [
      handle(intentStatusSet, async (events, { tx, tally }) => {
        for (const { id } of events) await tx.query('insert into effect (event_id, redrive) values ($1, 0)', [id])
        tally.count(undeclared, {})
        return []
      }),
    ],
  })
  await status.stop()
  status = await installation.run(sneaky)
  await installation.publish(...someIntents(1))
  const later = { result: 'later' }
  const failed = await until('it to fail', (each) => each.value('tubepost_events_handled_total', later) !== undefined)
  expect(failed.value('tubepost_events_handled_total', { result: 'done' })).toBeUndefined()
})
