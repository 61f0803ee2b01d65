import { waitUntil } from '@tubepost/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { RunningService } from '../src/run/start-service.ts'
import { type Installation, startInstallation } from './installation.ts'
import { asGateway } from './testbed.ts'
import { aMail } from './sample-events.ts'
import { tinyParser, tinyStatus } from './tiny-services.ts'

let installation: Installation
let parser: RunningService
let status: RunningService | undefined

beforeAll(async () => {
  installation = await startInstallation()
  parser = await installation.run(tinyParser())
})
afterAll(async () => {
  await Promise.all([parser?.stop(), status?.stop()])
  await installation?.stop()
})

const get = (service: RunningService, path: string, headers: Record<string, string> = {}) =>
  fetch(`http://127.0.0.1:${service.port}${path}`, { headers })

test('a service is not ready until its reference data are complete', async () => {
  const mail = aMail()
  await installation.publish(mail)
  expect((await get(parser, '/livez')).status).toBe(200)
  const blind = await get(parser, '/readyz')
  expect(blind.status).toBe(503)
  expect(await blind.json()).toEqual({
    ready: false,
    checks: {
      running: { ok: true, detail: '' },
      nats: { ok: true, detail: '' },
      referenceData: { ok: false, detail: 'not complete: people' },
    },
  })
  expect(await installation.eventsIn('INTENT')).toEqual([])

  status = await installation.run(tinyStatus())
  await waitUntil(async () => (await get(parser, '/readyz')).ok, { timeoutMs: 10_000, what: 'the parser to be ready' })
  await waitUntil(async () => (await installation.eventsIn('INTENT')).length === 1, {
    timeoutMs: 10_000,
    what: 'the mail to be handled',
  })
})

test('the API is open to the holder of the token alone, however the path is written', async () => {
  const service = status as RunningService
  expect((await get(service, '/%61pi/status/board')).status).toBe(400)
  for (const path of ['/api/status/board', '/api/nothing']) {
    const refused = await get(service, path)
    expect([path, refused.status]).toEqual([path, 401])
    expect(refused.headers.get('www-authenticate')).toBe('Bearer')
    expect(await refused.json()).toMatchObject({ error: { code: 'unauthorized' } })
    expect((await get(service, path, { authorization: 'Bearer wrong' })).status).toBe(401)
  }
  const answer = await get(service, '/api/status/board', asGateway('status:read'))
  expect([answer.status, await answer.json()]).toEqual([200, { people: [] }])
})

test('probes and metrics need no token', async () => {
  const service = status as RunningService
  expect(await (await get(service, '/livez')).json()).toEqual({ alive: true })
  expect(JSON.stringify(await (await get(service, '/readyz')).json())).toContain('"ready":true')
  expect(await (await get(parser, '/metrics')).text()).toMatch(
    /tubepost_events_handled_total\{stream="MAIL",result="done",service="parser"\} 1/,
  )
})

test('an error inside is answered without its message', async () => {
  const answer = await get(status as RunningService, '/api/status/broken', asGateway('status:read'))
  expect(answer.status).toBe(500)
  expect(await answer.text()).not.toContain('secret detail')
})

test('an unknown path is answered in the one shape of errors', async () => {
  const answer = await get(status as RunningService, '/nothing?token=x')
  expect([answer.status, await answer.json()]).toEqual([
    404,
    { error: { code: 'not_found', message: 'There is no GET /nothing.' } },
  ])
})
