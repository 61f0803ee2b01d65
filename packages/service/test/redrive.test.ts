import { randomUUID } from 'node:crypto'
import { jetstreamManager } from '@nats-io/jetstream'
import { firstEvent, redrives, type TubepostEvent } from '@tubepost/events'
import { waitUntil } from '@tubepost/testing'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { PermanentError } from '../src/define/errors.ts'
import type { RunningService } from '../src/run/start-service.ts'
import { type Installation, startInstallation } from './installation.ts'
import { anIntent, someIntents } from './sample-events.ts'
import { type Behaviour, tinyStatus } from './tiny-services.ts'

let installation: Installation
let service: RunningService
let behave: Behaviour = () => {}

beforeAll(async () => {
  installation = await startInstallation()
  service = await installation.run(tinyStatus((event) => behave(event)))
})
afterEach(() => {
  behave = () => {}
})
afterAll(async () => {
  await service?.stop()
  await installation?.stop()
})

const within20s = (what: string) => ({ timeoutMs: 20_000, what })
const effectsOf = (event: TubepostEvent) => installation.count('effect where event_id = $1', [event.id])
const unpublished = () => installation.count('outbox where published_at is null')

async function caused(stream: 'FACT' | 'OUTCOME' | 'DEAD', cause: TubepostEvent, count = 1): Promise<TubepostEvent[]> {
  return waitUntil(
    async () => {
      const found = (await installation.eventsIn(stream)).filter((event) => event.causationid === cause.id)
      return found.length >= count ? found : undefined
    },
    within20s(`${count} in ${stream}`),
  )
}

const redriveOf = (dead: TubepostEvent) =>
  firstEvent(
    redrives.status,
    { service: 'console', now: new Date().toISOString() },
    {
      id: randomUUID(),
      data: dead.data as { consumer: string; event: Record<string, unknown> },
    },
  )

test('a redriven dead letter is handled like a new event, and its mail settled anew', async () => {
  const intent = anIntent()
  behave = (event) => {
    if (event.id === intent.id) throw new PermanentError('test/broken', 'a bug')
  }
  await installation.publish(intent)
  const [dead] = await caused('DEAD', intent)

  behave = () => {}
  await installation.publish(redriveOf(dead as TubepostEvent))
  await waitUntil(() => effectsOf(intent), within20s('the effect'))
  expect(await installation.count('effect where event_id = $1 and redrive = 1', [intent.id])).toBe(1)
  const outcomes = await caused('OUTCOME', intent, 2)
  expect(outcomes.map(({ data, redrive }) => ({ outcome: (data as { outcome: string }).outcome, redrive }))).toEqual([
    { outcome: 'failed', redrive: 0 },
    { outcome: 'applied', redrive: 1 },
  ])
})

test('a redrive that fails is a dead letter again', async () => {
  const intent = anIntent()
  behave = (event) => {
    if (event.id === intent.id) throw new Error('still broken')
  }
  const order = (event: Record<string, unknown>) =>
    firstEvent(
      redrives.status,
      { service: 'console', now: new Date().toISOString() },
      {
        id: randomUUID(),
        data: { consumer: 'status', event },
      },
    )
  await installation.publish(order({ nonsense: true }), order({ ...intent }))
  const [dead] = await caused('DEAD', intent)
  expect(dead).toMatchObject({ redrive: 1, data: { error: { message: 'still broken' }, event: { id: intent.id } } })
})

test('a mail published again completes the lost part of its chain, and repeats nothing', async () => {
  const intents = someIntents(5)
  await installation.publish(...intents)
  for (const intent of intents) await caused('FACT', intent)
  const streams = (await jetstreamManager(installation.admin)).streams
  await streams.purge('FACT')

  await installation.publish(...intents.map((intent) => ({ ...intent, redrive: 1 })))
  for (const intent of intents) {
    expect(await caused('FACT', intent)).toMatchObject([{ causationid: intent.id, redrive: 1 }])
    expect(await effectsOf(intent)).toBe(1)
  }
})

test('events that could not be published after the commit are swept up later', async () => {
  const streams = (await jetstreamManager(installation.admin)).streams
  await streams.delete('FACT')
  const intents = someIntents(4)
  await installation.publish(...intents)
  for (const intent of intents) await waitUntil(() => effectsOf(intent), within20s('the effect'))
  await waitUntil(async () => (await unpublished()) === 8, within20s('eight events to be left'))
  // One stream that is down holds back no other.
  await waitUntil(async () => (await unpublished()) === 4, within20s('the settlements to be swept'))

  await installation.provision()
  for (const intent of intents) await caused('FACT', intent)
  await waitUntil(async () => (await unpublished()) === 0, within20s('the outbox to be empty'))
  for (const intent of intents) expect(await effectsOf(intent)).toBe(1)
})

test('a stream that begins anew gets the recent events of every outbox again', async () => {
  const count = async () => (await installation.eventsIn('FACT')).length
  const before = await installation.count(`outbox where stream = 'FACT'`)
  const streams = (await jetstreamManager(installation.admin)).streams
  await streams.delete('FACT')
  await installation.pool.query(
    `update outbox set created_at = now() - interval '25 hours'
     where id = (select id from outbox where stream = 'FACT' order by position limit 1)`,
  )
  await installation.provision()
  await waitUntil(async () => (await count()) === before - 1, within20s('all facts of a day'))
  expect(new Set((await installation.eventsIn('FACT')).map((event) => event.id)).size).toBe(before - 1)
})
