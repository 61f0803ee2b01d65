import {
  causedBy,
  deadLetters,
  deriveId,
  firstEvent,
  intentStatusSet,
  redrives,
  type TubepostEvent,
} from '@tubepost/events'
import { waitUntil } from '@tubepost/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Installation, startInstallation } from './installation.ts'

let installation: Installation
beforeAll(async () => {
  installation = await startInstallation()
})
afterAll(() => installation?.stop())

const ask = (method: string, path: string, body?: unknown) => installation.console.ask(method, path, body)
const AT_ONCE = '/api/console/dead-letters'

/** An event that a service gave up, the later the greater its number; without an event where nothing could be read. */
function death(service: 'status' | 'notifier', number: number, isReadable = true): TubepostEvent {
  const time = new Date(Date.parse('2026-11-24T10:00:00Z') + number * 1_000).toISOString()
  const wish = firstEvent(
    intentStatusSet,
    { service: 'parser', now: time },
    { id: deriveId('a wish', service, String(number)), data: intentStatusSet.example },
  )
  const given = {
    consumer: service,
    event: isReadable ? { ...wish } : null,
    text: isReadable ? null : 'no event',
    error: { code: 'handler/failed', message: 'the table is gone' },
    attempts: 8,
  }
  return causedBy(wish, deadLetters[service], { service, now: time }, given)
}

interface Listed {
  deadLetters: { eventId: string; state: string; redrives: number }[]
  atOnce: { redrive: number; discard: number }
  until: string | null
}
const list = async (query: string) => (await ask('GET', `${AT_ONCE}?${query}`)).body as Listed

/** Gives up so many events, and waits until the list has each of them open. */
async function dead(...letters: readonly TubepostEvent[]): Promise<string[]> {
  await installation.pool.query('delete from dead_letter')
  await installation.publish(...letters)
  await waitUntil(async () => (await list('state=open')).deadLetters.length === letters.length, {
    timeoutMs: 10_000,
    what: 'the letters',
  })
  return letters.map(({ id }) => id)
}

let serial = 0
const several = (service: 'status' | 'notifier', count: number) =>
  Array.from({ length: count }, () => death(service, ++serial))

const orders = async () => (await installation.eventsIn('DEAD')).filter(({ type }) => type === redrives.status.type)

test('those of a service are redriven at once, and the unreadable and the others stay', async () => {
  const before = (await orders()).length
  await dead(...several('status', 3), death('status', ++serial, false), ...several('notifier', 2))
  expect((await list('service=status')).atOnce).toEqual({ redrive: 3, discard: 4 })
  expect((await list('')).atOnce).toEqual({ redrive: 5, discard: 6 })

  expect(await ask('POST', `${AT_ONCE}/redrive`, { service: 'status' })).toMatchObject({
    status: 200,
    body: { done: 3, refused: 1, remaining: 0 },
  })
  expect((await list('service=status&state=redriven')).deadLetters).toHaveLength(3)
  expect((await list('service=notifier&state=open')).deadLetters).toHaveLength(2)
  await waitUntil(async () => (await orders()).length === before + 3, { timeoutMs: 10_000, what: 'the orders' })
  expect((await list('service=status&state=redriven')).atOnce).toEqual({ redrive: 0, discard: 0 })
})

test('the oldest are taken first, as many as the limit says, and the rest remain', async () => {
  const ids = await dead(...several('status', 3))
  expect((await ask('POST', `${AT_ONCE}/redrive`, { limit: 2 })).body).toEqual({ done: 2, refused: 0, remaining: 1 })
  expect((await list('state=open')).deadLetters.map(({ eventId }) => eventId)).toEqual([ids[2]])
})

test('asked for again, then what is left is taken and nothing is redriven twice', async () => {
  await dead(...several('status', 2))
  const answers = [await ask('POST', `${AT_ONCE}/redrive`, {}), await ask('POST', `${AT_ONCE}/redrive`, {})]
  expect(answers.map(({ body }) => body)).toEqual([
    { done: 2, refused: 0, remaining: 0 },
    { done: 0, refused: 0, remaining: 0 },
  ])
  expect((await list('')).deadLetters.map((letter) => letter.redrives)).toEqual([1, 1])
})

test('two at once share the letters, and none is handled twice', async () => {
  const before = (await orders()).length
  await dead(...several('status', 60))
  const answers = await Promise.all(
    Array.from({ length: 6 }, () => ask('POST', `${AT_ONCE}/redrive`, { service: 'status', limit: 25 })),
  )
  const done = answers.map(({ body }) => (body as { done: number }).done)
  await ask('POST', `${AT_ONCE}/redrive`, {})
  expect(done.reduce((sum, count) => sum + count, 0)).toBeLessThanOrEqual(60)
  const listed = (await list('limit=100')).deadLetters
  expect(listed).toHaveLength(60)
  expect(listed.every(({ state, redrives: times }) => state === 'redriven' && times === 1)).toBe(true)
  await waitUntil(async () => (await orders()).length >= before + 60, { timeoutMs: 10_000, what: 'the orders' })
  expect((await orders()).length).toBe(before + 60)
})

test('given letters that another took, then none that died later is taken instead', async () => {
  await dead(...several('status', 2))
  const { until } = await list('state=open')
  const later = several('status', 2)
  await installation.publish(...later)
  await waitUntil(async () => (await list('state=open')).deadLetters.length === 4, {
    timeoutMs: 10_000,
    what: 'the later ones',
  })
  const both = { limit: 2, until }
  expect((await ask('POST', `${AT_ONCE}/redrive`, both)).body).toEqual({ done: 2, refused: 0, remaining: 0 })
  expect((await ask('POST', `${AT_ONCE}/redrive`, both)).body).toEqual({ done: 0, refused: 0, remaining: 0 })
  expect((await ask('POST', `${AT_ONCE}/discard`, both)).body).toEqual({ done: 0, refused: 0, remaining: 0 })
  const open = (await list('state=open')).deadLetters.map(({ eventId }) => eventId)
  expect(open.toSorted()).toEqual(later.map(({ id }) => id).toSorted())
  expect((await list('state=redriven')).until).toBeNull()
})

test('all are discarded at once, and discarded ones can be redriven together', async () => {
  await dead(...several('status', 2), death('status', ++serial, false))
  expect((await ask('POST', `${AT_ONCE}/discard`, {})).body).toEqual({ done: 3, refused: 0, remaining: 0 })
  expect((await ask('POST', `${AT_ONCE}/discard`, {})).body).toEqual({ done: 0, refused: 0, remaining: 0 })
  expect((await list('state=discarded')).atOnce).toEqual({ redrive: 2, discard: 0 })
  expect((await ask('POST', `${AT_ONCE}/redrive`, { state: 'discarded' })).body).toEqual({
    done: 2,
    refused: 1,
    remaining: 0,
  })
})

test('each letter is on record as if it had been handled alone, and so is the call', async () => {
  const ids = await dead(...several('status', 2))
  await ask('POST', `${AT_ONCE}/discard`, { service: 'status' })
  const entries = await waitUntil(
    async () => {
      const found = (await ask('GET', '/api/console/audit?limit=3')).body as { entries: { status: number | null }[] }
      return found.entries.every(({ status }) => status === 200) ? found.entries : undefined
    },
    { timeoutMs: 10_000, what: 'the outcome' },
  )
  const one = 'POST /api/console/dead-letters/:eventId/discard'
  expect(entries.toReversed()).toMatchObject([
    {
      ...{ who: 'admin', by: 'token', what: 'POST /api/console/dead-letters/discard', status: 200 },
      after: { service: 'status', done: 2, refused: 0, remaining: 0 },
    },
    { who: 'admin', by: 'token', what: one, target: ids[0], after: { eventId: ids[0], state: 'discarded' } },
    { who: 'admin', by: 'token', what: one, target: ids[1], after: { eventId: ids[1], state: 'discarded' } },
  ])
})

test('a filter that is not known, or no body at all, changes nothing', async () => {
  const [id] = await dead(...several('status', 1))
  const bad = [
    undefined,
    [],
    { states: 'open' },
    { service: 'nobody' },
    { limit: 0 },
    { limit: 501 },
    { until: 'yesterday' },
    { until: '0000-01-01T00:00:00Z' },
    { until: '2026-11-24T23:59:60Z' },
    { state: 'redriven' },
  ]
  for (const body of bad) {
    const refused = await ask('POST', `${AT_ONCE}/redrive`, body)
    expect({ body, status: refused.status }).toEqual({ body, status: 400 })
  }
  expect(await ask('POST', `${AT_ONCE}/discard`, { state: 'discarded' })).toMatchObject({ status: 400 })
  expect(await ask('POST', `${AT_ONCE}/redrive?service=status`, {})).toMatchObject({ status: 400 })
  expect((await list('state=open')).deadLetters.map(({ eventId }) => eventId)).toEqual([id])
})
