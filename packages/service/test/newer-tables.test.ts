import { waitUntil } from '@tubepost/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Installation, startInstallation } from './installation.ts'
import type { Replica } from './testbed.ts'
import { tinyStatus } from './tiny-services.ts'

const MAIN = new URL('tiny-main.ts', import.meta.url).pathname

let installation: Installation
let status: Replica

beforeAll(async () => {
  installation = await startInstallation()
  status = await installation.start({ service: 'status', main: MAIN })
})
afterAll(() => installation?.stop())

/** Tables as `migrate` of a newer version would leave them. */
const hasHad = (name: string) =>
  installation.pool.query('insert into migration (name, run_on) values ($1, now())', [name])

test('a service starts on tables to which a newer version has added', async () => {
  await hasHad('0002_more_of_it')
  const another = await installation.run(tinyStatus())
  expect((await fetch(`http://127.0.0.1:${another.port}/livez`)).status).toBe(200)
  await another.stop()
})

test('a service stops at a breaking migration and says which version to run', async () => {
  await hasHad('0003_breaking_less_of_it')
  await waitUntil(() => status.log().includes('"level":60'), { timeoutMs: 30_000, what: 'the service to say why' })
  await waitUntil(async () => (await fetch(`${status.url}/livez`).catch(() => undefined)) === undefined, {
    timeoutMs: 30_000,
    what: 'the service to stop',
  })
  expect(status.log()).toContain('status/0003_breaking_less_of_it, which this version cannot work with')
  expect(status.log()).not.toContain('0002_more_of_it')
})

test('a service that stopped at a breaking migration does not start again', async () => {
  await expect(installation.run(tinyStatus())).rejects.toThrow('run the version that brought it, or a newer one')
})
