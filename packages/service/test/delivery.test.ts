import { Kvm } from '@nats-io/kv'
import { deriveId, type TubepostEvent } from '@tubepost/events'
import { waitUntil } from '@tubepost/testing'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { PermanentError, RetryLaterError } from '../src/define/errors.ts'
import type { RunningService } from '../src/run/start-service.ts'
import { type Installation, startInstallation } from './installation.ts'
import { aMail, anIntent, someIntents } from './sample-events.ts'
import { type Behaviour, tinyParser, tinyStatus } from './tiny-services.ts'

let installation: Installation
let running: RunningService[] = []
let behave: Behaviour = () => {}

beforeAll(async () => {
  installation = await startInstallation()
  running = await Promise.all([
    installation.run(tinyStatus((event) => behave(event))),
    installation.run(tinyParser((event) => behave(event))),
  ])
})
afterEach(() => {
  behave = () => {}
})
afterAll(async () => {
  await Promise.all(running.map((service) => service.stop()))
  await installation?.stop()
})

const causedBy = async (stream: 'INTENT' | 'FACT' | 'OUTCOME' | 'DEAD', cause: TubepostEvent) =>
  (await installation.eventsIn(stream)).filter((event) => event.causationid === cause.id)
const effectsOf = (event: TubepostEvent) => installation.count('effect where event_id = $1', [event.id])
const attemptsAt = (event: TubepostEvent) => installation.count('attempt where event_id = $1', [event.id])
const within10s = (what: string) => ({ timeoutMs: 10_000, what })

test('an event that comes three times is applied once', async () => {
  const intent = anIntent()
  // A new message to the broker each time, the same event to every inbox.
  await installation.publish(intent)
  await waitUntil(() => effectsOf(intent), within10s('the effect'))
  const facts = (count: number) =>
    waitUntil(
      async () => {
        const found = await causedBy('FACT', intent)
        return found.length === count ? found : undefined
      },
      within10s(`${count} publications of the fact`),
    )
  // One after the other: two redrives in one batch are answered once.
  await installation.publish({ ...intent, redrive: 1 })
  await facts(2)
  const last = anIntent()
  await installation.publish({ ...intent, redrive: 2 }, last)
  await waitUntil(() => effectsOf(last), within10s('the event after it'))

  expect(await effectsOf(intent)).toBe(1)
  const published = await facts(3)
  expect(new Set(published.map((event) => event.id)).size).toBe(1)
  expect(published.map((event) => event.redrive)).toEqual([0, 1, 2])
})

test('the same message twice within the broker’s window arrives once', async () => {
  const intent = anIntent()
  await installation.publish(intent)
  await installation.publish(intent)
  await waitUntil(async () => (await causedBy('FACT', intent)).length > 0, within10s('the fact'))
  expect((await installation.eventsIn('INTENT')).filter((event) => event.id === intent.id)).toHaveLength(1)
  expect(await causedBy('FACT', intent)).toHaveLength(1)
})

test('one poison event delays none of its batch', async () => {
  const intents = someIntents(30)
  const poison = intents[7] as TubepostEvent
  behave = (event) => {
    if (event.id === poison.id) throw new Error('poison')
  }
  await installation.publish(...intents)
  await waitUntil(
    async () => (await installation.count('effect where event_id = any($1)', [intents.map(({ id }) => id)])) === 29,
    within10s('its 29 mates'),
  )
  expect(await effectsOf(poison)).toBe(0)
  await waitUntil(() => attemptsAt(poison), within10s('its try to be counted'))

  behave = () => {}
  await waitUntil(() => effectsOf(poison), within10s('the poison that lost its sting'))
  await waitUntil(async () => (await attemptsAt(poison)) === 0, within10s('its tries to be forgotten'))
  expect(await installation.count('effect where event_id = any($1)', [intents.map(({ id }) => id)])).toBe(30)
})

test('a permanent error makes a dead letter at once, and settles the mail as failed', async () => {
  const intent = anIntent()
  let tries = 0
  behave = (event) => {
    if (event.id !== intent.id) return
    tries++
    throw new PermanentError('test/hopeless', 'no use')
  }
  await installation.publish(intent)
  const [dead] = await waitUntil(async () => nonEmpty(await causedBy('DEAD', intent)), within10s('the dead letter'))
  expect(dead).toMatchObject({
    type: 'dev.tubepost.dead.status.v1',
    data: {
      consumer: 'status',
      event: { id: intent.id },
      error: { code: 'test/hopeless', message: 'no use' },
      attempts: 1,
    },
  })
  const [settled] = await waitUntil(async () => nonEmpty(await causedBy('OUTCOME', intent)), within10s('the end'))
  expect(settled).toMatchObject({
    data: {
      mailId: intent.correlationid,
      outcome: 'failed',
      reason: 'dead_letter',
      text: expect.stringContaining('test/hopeless'),
    },
  })
  expect(tries).toBe(2) // with its batch, and alone
  expect(await effectsOf(intent)).toBe(0)
  await waitUntil(async () => (await attemptsAt(intent)) === 0, within10s('its tries to be forgotten'))
})

test('the eighth try is the last', async () => {
  const intent = anIntent()
  await installation.pool.query('insert into attempt (consumer, event_id, attempts) values ($1, $2, 7)', [
    'status/INTENT',
    intent.id,
  ])
  behave = (event) => {
    if (event.id === intent.id) throw new Error('again and again')
  }
  await installation.publish(intent)
  const [dead] = await waitUntil(async () => nonEmpty(await causedBy('DEAD', intent)), within10s('the dead letter'))
  expect(dead?.data).toMatchObject({ attempts: 8, error: { code: 'handler/failed', message: 'again and again' } })
})

test('RetryLaterError waits as long as it says', async () => {
  const intent = anIntent()
  const tries: number[] = []
  behave = (event) => {
    if (event.id !== intent.id) return
    tries.push(performance.now())
    if (tries.length < 3) throw new RetryLaterError('test/later', 'not yet', { afterMs: 1_500 })
  }
  await installation.publish(intent)
  await waitUntil(() => effectsOf(intent), within10s('the effect'))
  expect(tries).toHaveLength(3)
  // The first failed with its batch and comes back alone; from then on it waits for the given time.
  expect((tries[2] ?? 0) - (tries[1] ?? 0)).toBeGreaterThanOrEqual(1_400)
})

test('a message that is no event becomes a dead letter with its text', async () => {
  const intent = anIntent()
  const { id: _, ...headless } = anIntent()
  await installation.publish(intent)
  await installation.publishText('intent.status.set.v1.status', `{"torn": `)
  await installation.publishText('intent.status.set.v1.status', JSON.stringify(headless))
  await installation.publishText('intent.status.set.v1.status', JSON.stringify({ ...anIntent(), data: {} }))
  const last = anIntent()
  await installation.publish(last)
  await waitUntil(() => effectsOf(last), within10s('the event behind them'))
  const dead = await waitUntil(async () => {
    const found = (await installation.eventsIn('DEAD')).filter((event) => event.causationid === undefined)
    return found.length === 3 ? found : undefined
  }, within10s('three dead letters'))
  expect(dead.map((event) => event.data)).toMatchObject([
    { event: null, text: '{"torn": ', error: { code: 'event/invalid', message: 'not JSON' } },
    { event: null, error: { message: expect.stringContaining("required property 'id'") } },
    { event: null, error: { message: expect.stringContaining("required property 'mailId'") } },
  ])
  expect(await effectsOf(intent)).toBe(1)
})

test('a stateless service emits each derived event once, however often its mail comes', async () => {
  const mail = aMail()
  await installation.publish(mail)
  await waitUntil(async () => nonEmpty(await causedBy('INTENT', mail)), within10s('the intent'))
  await installation.publish({ ...mail, redrive: 1 })
  const intents = await waitUntil(async () => {
    const found = await causedBy('INTENT', mail)
    return found.length === 2 ? found : undefined
  }, within10s('the intent again'))
  expect(intents.map(({ id, redrive }) => ({ id, redrive }))).toEqual([
    { id: deriveId(mail.id, 'intent.status.set', ''), redrive: 0 },
    { id: deriveId(mail.id, 'intent.status.set', ''), redrive: 1 },
  ])
  const intent = intents[0] as TubepostEvent
  await waitUntil(() => effectsOf(intent), within10s('the intent’s effect'))
  expect(await effectsOf(intent)).toBe(1)
})

test('a stateless service counts tries in its bucket and gives up at the eighth', async () => {
  const mail = aMail()
  const bucket = await new Kvm(installation.admin).open('attempts-parser')
  await bucket.put(mail.id, '7')
  behave = (event) => {
    if (event.id === mail.id) throw new Error('cannot be parsed')
  }
  await installation.publish(mail)
  const [dead] = await waitUntil(async () => nonEmpty(await causedBy('DEAD', mail)), within10s('the dead letter'))
  expect(dead).toMatchObject({ type: 'dev.tubepost.dead.parser.v1', data: { attempts: 8 } })
  const [settled] = await waitUntil(async () => nonEmpty(await causedBy('OUTCOME', mail)), within10s('the end'))
  expect(settled?.data).toMatchObject({ mailId: mail.id, outcome: 'failed' })
  await waitUntil(async () => (await bucket.get(mail.id))?.operation !== 'PUT', within10s('the tries to be forgotten'))
})

function nonEmpty(events: TubepostEvent[]): TubepostEvent[] | undefined {
  return events.length > 0 ? events : undefined
}
