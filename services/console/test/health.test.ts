import type { Alerts, OneAlert, Rates, ServiceStates } from '@tubepost/api'
import { causedBy, deadLetters, deriveId, firstEvent, intentStatusSet, mailSettled, replySent } from '@tubepost/events'
import { waitUntil } from '@tubepost/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { BEHIND, type Installation, startInstallation } from './installation.ts'

let installation: Installation
beforeAll(async () => {
  installation = await startInstallation()
})
afterAll(() => installation?.stop())

async function ask<Answer>(path: string): Promise<Answer> {
  const { status, body } = await installation.console.ask('GET', `/api/console/${path}`)
  expect(status).toBe(200)
  return body as Answer
}
const alert = async (name: string) => (await ask<Alerts>('alerts')).alerts.find((each) => each.name === name)

const builds = BEHIND.map((service) => `tubepost_build_info{version="0.9.1",node="v26",service="${service}"} 1\n`)

test('each replica is there with its version, and with what waits for its service', async () => {
  installation.shown.metrics = `${builds[1]}tubepost_consumer_pending{stream="MAIL",consumer="parser",service="parser"} 7\n`
  const { replicas, consumers } = await ask<ServiceStates>('services')
  expect(replicas.map(({ service }) => service)).toEqual([...BEHIND, 'console'])
  expect(replicas[1]).toMatchObject({ version: '0.9.1', ready: true, failing: [] })
  expect(replicas.at(-1)).toMatchObject({
    version: expect.any(String),
    address: new URL(installation.console.url).host,
  })
  expect(consumers).toContainEqual({ consumer: 'parser', stream: 'MAIL', pending: 7, inHand: 0 })
  expect(consumers).toContainEqual({ consumer: 'console', stream: 'DEAD', pending: 0, inHand: 0 })
})

test('an alert holds where its rule does, with its words, and its entry in the runbook', async () => {
  installation.shown.metrics = `${builds.join('')}tubepost_mailbox_up{mailbox="hall"} 0\n`
  expect(await alert('TubepostMailboxDown')).toMatchObject({
    ...{ severity: 'critical', state: 'holds', for: '5m' },
    sentences: ['Nobody reads the mailbox hall'],
    findings: [{ labels: { mailbox: 'hall' }, value: 0 }],
  })
  expect(await alert('TubepostServiceDown')).toMatchObject({ state: 'silent', sentences: [], findings: [] })
  expect(await alert('TubepostInterrupted')).toMatchObject({ state: 'unknown' })
  const { alert: one } = await ask<OneAlert>('alerts/TubepostMailboxDown')
  expect(one).toMatchObject({ state: 'holds', runbook: expect.stringContaining('**Do.**') })
  expect((await installation.console.ask('GET', '/api/console/alerts/Nothing')).status).toBe(404)
})

test('given an answer that is no text of metrics, then its service is down', async () => {
  installation.shown.metrics = '<html>{"tubepost_": \0'
  const down = await alert('TubepostServiceDown')
  expect(down?.sentences).toContain('No replica of fetcher answers')
  expect(down?.sentences).not.toContain('No replica of console answers')
})

test('given an answer to the probe that is no readiness, then all others are shown', async () => {
  installation.told.set('/readyz', { ready: true, checks: { database: null }, degraded: [null] })
  const { replicas } = await ask<ServiceStates>('services')
  expect(replicas[1]).toMatchObject({ service: 'parser', ready: true, failing: ['database: it does not say why'] })
  expect(replicas.at(-1)).toMatchObject({ service: 'console' })
  expect((await installation.console.ask('GET', '/readyz')).body).toMatchObject({ ready: true })
  installation.told.delete('/readyz')
})

test('an open dead letter holds an alert, until it is discarded', async () => {
  const now = new Date().toISOString()
  const wish = firstEvent(
    intentStatusSet,
    { service: 'parser', now },
    { id: deriveId('w'), data: intentStatusSet.example },
  )
  const error = { code: 'handler/failed', message: 'the table is gone' }
  const given = { consumer: 'status', event: { ...wish }, text: null, error, attempts: 8 }
  await installation.publish(causedBy(wish, deadLetters.status, { service: 'status', now }, given))
  const told = async (wanted: string) =>
    waitUntil(async () => ((await alert('TubepostDeadLetters'))?.state === wanted ? true : undefined), {
      timeoutMs: 10_000,
      what: `the alert to be ${wanted}`,
    })
  await told('holds')
  expect((await alert('TubepostDeadLetters'))?.sentences).toEqual(['1 dead letter of status'])
  await installation.console.ask('POST', '/api/console/dead-letters/discard', {})
  await told('silent')
})

test('mails and replies are counted by the quarter of an hour, for a day', async () => {
  const quarter = 15 * 60_000
  const begin = Math.floor(Date.now() / quarter) * quarter
  const at = (ago: number) => new Date(begin - ago * quarter).toISOString()
  let serial = 0
  const settled = (now: string, outcome: 'applied' | 'rejected') =>
    firstEvent(
      mailSettled,
      { service: 'parser', now },
      {
        id: deriveId('settled', String(++serial)),
        data: { ...mailSettled.example, mailId: deriveId('mail', String(serial)), outcome },
      },
    )
  const sent = (now: string) =>
    firstEvent(
      replySent,
      { service: 'notifier', now },
      {
        id: deriveId('sent', String(++serial)),
        data: { ...replySent.example, replyId: deriveId('reply', String(serial)) },
      },
    )
  const events = [
    ...[settled(at(1), 'applied'), settled(at(1), 'applied'), settled(at(1), 'rejected'), sent(at(1))],
    ...[settled(new Date(begin - 2 * quarter - 1).toISOString(), 'applied'), settled(at(95), 'applied')],
    settled(new Date(begin - 95 * quarter - 1).toISOString(), 'applied'),
  ]
  await installation.publish(...events)
  const { minutes, buckets } = await waitUntil(
    async () => {
      const rates = await ask<Rates>('rates')
      // Settlements and replies come by streams of their own.
      return rates.buckets.some(({ replies, rejected }) => replies > 0 && rejected > 0) ? rates : undefined
    },
    { timeoutMs: 10_000, what: 'the journal' },
  )
  expect([minutes, buckets.length, buckets.at(-1)?.at]).toEqual([15, 96, new Date(begin).toISOString()])
  expect(buckets.at(-2)).toMatchObject({ at: at(1), applied: 2, rejected: 1, failed: 0, replies: 1 })
  expect([buckets.at(-4)?.applied, buckets[0]?.applied]).toEqual([1, 1])
  expect(buckets.reduce((sum, { applied }) => sum + applied, 0)).toBe(4)
})
