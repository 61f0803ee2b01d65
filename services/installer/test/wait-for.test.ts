import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { createPool, type Pool } from '@tubepost/db'
import { SERVICES } from '@tubepost/events'
import { type PostgresServer, startPostgres, tempDir, waitUntil } from '@tubepost/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Broker, startBroker } from './broker.ts'
import { type Run, runInstaller } from './run-installer.ts'

let secrets: string
let nats: Broker
let postgres: PostgresServer
let admin: Pool
const runs: Run[] = []

/** Broker and database as they stand in a new installation: empty, with users from make-secrets. */
beforeAll(async () => {
  secrets = await tempDir('secrets')
  postgres = await startPostgres({ dir: await tempDir('postgres'), settings: { fsync: 'off' } })
  writeFileSync(path.join(secrets, 'database-admin-url'), postgres.url)
  await run('make-secrets', secrets, `127.0.0.1:${postgres.port}/postgres`).code
  nats = await startBroker({ dir: await tempDir('nats'), keys: path.join(secrets, 'nats') })
  admin = createPool({ url: postgres.url, max: 1, name: 'test', onError: () => {} })
})
afterAll(async () => {
  for (const each of runs) each.stop()
  await admin?.end()
  await Promise.all([nats?.stop(), postgres?.stop()])
})

test('every service waits until its tables, streams and durables are there', async () => {
  const waiting = run('wait-for', 'status')
  await waitUntil(() => waiting.output().includes('not installed yet'), { timeoutMs: 20_000, what: 'what is missing' })
  expect(waiting.output()).toContain('consumer INTENT/status')
  // The database does not know the role, which `migrate` makes.
  expect(waiting.output()).toContain('tubepost_status')

  expect(await run('provision').code).toBe(0)
  expect(waiting.isOver()).toBe(false)
  expect(await run('migrate').code).toBe(0)
  expect(await waiting.code).toBe(0)
  expect(await Promise.all(SERVICES.map((service) => run('wait-for', service).code))).toEqual(SERVICES.map(() => 0))
})

test('a service begins on the tables of a newer version, not on those of an older one', async () => {
  await admin.query(`insert into status.migration (name, run_on) values ('9999_of_a_newer_version', now())`)
  await admin.query(`delete from status.migration where name = '0003_directory_over_http'`)
  const waiting = run('wait-for', 'status')
  await waitUntil(() => waiting.output().includes('status/0003_directory_over_http'), {
    timeoutMs: 20_000,
    what: 'the missing migration',
  })
  await admin.query(`insert into status.migration (name, run_on) values ('0003_directory_over_http', now())`)
  expect(await waiting.code).toBe(0)
})

test('a name of no service is refused', async () => {
  const refused = run('wait-for', 'postman')
  expect(await refused.code).toBe(1)
  expect(refused.output()).toContain('there are fetcher, parser')
})

function run(command: string, ...args: string[]): Run {
  const started = runInstaller(secrets, { NATS_URL: nats?.url }, command, ...args)
  runs.push(started)
  return started
}
