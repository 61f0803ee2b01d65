import { jetstreamManager } from '@nats-io/jetstream'
import { sharedNats, waitUntil } from '@tubepost/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  consumeBatches,
  createPublisher,
  createUserKey,
  type NatsConnection,
  provision,
  readersOf,
  readSince,
  rewindDurables,
  type StoredMessage,
} from '../src/index.ts'
import { anOutgoing, connectAs, options, parser } from './broker.ts'

let connection: NatsConnection
/** Between the first two messages and the rest. */
let then: Date

const within = (what: string) => ({ timeoutMs: 20_000, what })
// More than one batch.
const LATER = 1_100

beforeAll(async () => {
  const key = createUserKey()
  const nats = await sharedNats([key])
  connection = await connectAs(nats, 'admin', key)
  await provision(connection, [parser], options)
  const publisher = await createPublisher(connection)
  await publisher.publishAll(['before 1', 'before 2'].map((body) => anOutgoing('MAIL', body)))
  then = await afterLast()
  await publisher.publishAll(Array.from({ length: LATER }, (_, n) => anOutgoing('MAIL', `after ${n}`)))
})
afterAll(() => connection?.close())

/** A moment after the last message of the stream, by the broker's clock. */
async function afterLast(): Promise<Date> {
  const { streams } = await jetstreamManager(connection)
  const { state } = await streams.info('MAIL')
  const moment = new Date(Date.parse(state.last_ts) + 2)
  await waitUntil(() => Date.now() > moment.getTime(), within('the clock to go on'))
  return moment
}

async function read(stream: 'MAIL' | 'INTENT', since: Date): Promise<StoredMessage[]> {
  const found: StoredMessage[] = []
  for await (const batch of readSince(connection, stream, since)) found.push(...batch)
  return found
}

test('a stream is read from a moment on, in its order, each message with its place', async () => {
  const { generation } = await (await createPublisher(connection)).look('MAIL')
  const found = await read('MAIL', then)
  expect(found.map(({ text }) => text)).toEqual(Array.from({ length: LATER }, (_, n) => `after ${n}`))
  expect(found[0]).toEqual({ text: 'after 0', generation, sequence: 3 })
  expect((await read('MAIL', new Date(0))).map(({ text }) => text).slice(0, 2)).toEqual(['before 1', 'before 2'])
})

test('a stream that holds nothing since then is read to its end at once', async () => {
  expect(await read('MAIL', new Date(Date.now() + 60_000))).toEqual([])
  expect(await read('INTENT', new Date(0))).toEqual([])
})

test('a durable that had read all begins again at that time, as provision declares it', async () => {
  const { taken, stop } = consume()
  await waitUntil(() => taken.length === LATER + 2, within('all messages'))
  expect(await readersOf(connection, [parser])).toEqual(['parser'])
  await stop()
  await waitUntil(async () => (await readersOf(connection, [parser])).length === 0, within('the reader to be gone'))

  await rewindDurables(connection, [parser], then)
  expect(await provision(connection, [parser], options)).toEqual({ created: [], drift: [] })
  const again = consume()
  await waitUntil(() => again.taken.length === LATER, within('the messages since then'))
  expect(again.taken[0]).toBe('after 0')
  await again.stop()
})

test('a durable that is not there is made', async () => {
  await (await jetstreamManager(connection)).consumers.delete('MAIL', 'parser')
  await rewindDurables(connection, [parser], then)
  expect(await provision(connection, [parser], options)).toEqual({ created: [], drift: [] })
})

function consume() {
  const taken: string[] = []
  const consumption = consumeBatches(connection, {
    stream: 'MAIL',
    durable: 'parser',
    batchMax: 200,
    onBatch: async (messages) => {
      for (const message of messages) {
        taken.push(message.string())
        message.ack()
      }
    },
    onInterrupted: () => {},
  })
  return { taken, stop: () => consumption.stop() }
}
