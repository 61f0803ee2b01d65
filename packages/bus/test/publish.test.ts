import { jetstreamManager } from '@nats-io/jetstream'
import { type NatsServer, startNats, tempDir } from '@tubepost/testing'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { createPublisher, isBusOutage, type NatsConnection, provision, type Publisher } from '../src/index.ts'
import { anOutgoing, connectAs, options, untilConnected } from './broker.ts'

let nats: NatsServer
let connection: NatsConnection
let publisher: Publisher

beforeAll(async () => {
  nats = await startNats({ dir: await tempDir('nats'), syncAlways: false })
  connection = await connectAs(nats, 'admin')
  publisher = await createPublisher(connection)
})
beforeEach(async () => {
  await provision(connection, [], options)
})
afterAll(async () => {
  await connection?.close()
  await nats?.stop()
})

async function bodyAt(stream: string, sequence: number): Promise<string> {
  const message = await (await jetstreamManager(connection)).streams.getMessage(stream, { seq: sequence })
  return message?.string() ?? ''
}
const numbered = (count: number) => Array.from({ length: count }, (_, n) => anOutgoing('FACT', JSON.stringify({ n })))

// One by one, on both sides of the least of an atomic batch, and more than one of these.
test.each([1, 2, 19, 20, 21, 1_100])(
  '%i events stand in their stream in the given order, at the reported sequences',
  async (count) => {
    const facts = numbered(count)
    const before = await publisher.look('FACT')
    const published = await publisher.publishAll(facts)
    const after = await publisher.look('FACT')
    expect(published.map(({ id }) => id)).toEqual(facts.map(({ id }) => id))
    expect(published.map(({ sequence }) => sequence)).toEqual(facts.map((_, n) => before.last + 1 + n))
    expect(after.last).toBe(before.last + count)
    for (const n of [0, 1, 18, 19, 499, 500, 1_099].filter((each) => each < count)) {
      expect(await bodyAt('FACT', published[n]?.sequence ?? 0)).toBe(JSON.stringify({ n }))
    }
  },
)

test('events of several streams carry the generation of theirs', async () => {
  const events = [anOutgoing('FACT'), anOutgoing('OUTCOME'), anOutgoing('FACT'), anOutgoing('REPLY')]
  const published = await publisher.publishAll(events)
  for (const event of events) {
    const { generation, last } = await publisher.look(event.stream)
    const mine = published.find(({ id }) => id === event.id)
    expect(mine?.generation).toBe(generation)
    expect(mine?.sequence).toBeLessThanOrEqual(last)
  }
  expect(new Set(published.map(({ generation }) => generation)).size).toBe(3)
})

test.each([2, 10, 40])('of %i events published again the broker keeps the known ones in their place', async (count) => {
  const known = numbered(count)
  const first = await publisher.publishAll(known)
  const { last } = await publisher.look('FACT')
  const news = numbered(3)
  const mixed = [...known.slice(0, count / 2), ...news, ...known.slice(count / 2)]
  const second = await publisher.publishAll(mixed)
  expect((await publisher.look('FACT')).last).toBe(last + 3)
  const placeOf = new Map(second.map(({ id, sequence }) => [id, sequence]))
  for (const { id, sequence } of first) expect(placeOf.get(id)).toBe(sequence)
  expect(news.map(({ id }) => placeOf.get(id))).toEqual([last + 1, last + 2, last + 3])
})

test('an event with another redrive is another message', async () => {
  const event = anOutgoing('FACT')
  const [first] = await publisher.publishAll([event])
  const [second] = await publisher.publishAll([{ ...event, redrive: 1 }])
  expect(second?.sequence).toBe((first?.sequence ?? 0) + 1)
})

test.each([3, 30])('%i events on each side of a bad one are published', async (count) => {
  const { last } = await publisher.look('FACT')
  const bad = { ...anOutgoing('FACT'), subject: 'mail.received.v1.status' } // belongs to another stream
  await publisher.publishAll([...numbered(count), bad, ...numbered(count)])
  expect((await publisher.look('FACT')).last).toBe(last + 2 * count)
})

test.each([2, 40])('after one of %i that no stream takes, all are known when published again', async (count) => {
  const { last } = await publisher.look('FACT')
  const lost = { ...anOutgoing('FACT'), subject: 'nobody.takes.this' }
  const facts = numbered(count)
  const refused = await publisher.publishAll([...facts, lost]).catch((error: unknown) => error)
  expect(refused).toBeInstanceOf(Error)
  await publisher.publishAll(facts)
  expect((await publisher.look('FACT')).last).toBe(last + count)
})

test('a full stream that refuses is an outage, not a fault of the event', async () => {
  const streams = (await jetstreamManager(connection)).streams
  await streams.update('INTENT', { max_bytes: 2_000 })
  const filling = Array.from({ length: 40 }, () => anOutgoing('INTENT', JSON.stringify('x'.repeat(100))))
  const refused = await publisher.publishAll(filling).catch((error: unknown) => error)
  expect(isBusOutage(refused)).toBe(true)
  await provision(connection, [], options)
  expect(await publisher.publishAll(filling)).toHaveLength(40)
})

test('a stream that is not there, and a server that is not there, are outages', async () => {
  await (await jetstreamManager(connection)).streams.delete('REPLY')
  const missing = await publisher.publishAll([anOutgoing('REPLY')]).catch((error: unknown) => error)
  expect([missing, isBusOutage(missing)]).toEqual([expect.any(Error), true])
  await provision(connection, [], options)

  await nats.kill()
  const away = await publisher.publishAll([anOutgoing('FACT')]).catch((error: unknown) => error)
  expect([away, isBusOutage(away)]).toEqual([expect.any(Error), true])
  await nats.start()
  await untilConnected(connection)
})
