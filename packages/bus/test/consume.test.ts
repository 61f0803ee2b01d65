import { jetstreamManager } from '@nats-io/jetstream'
import { type NatsServer, startNats, tempDir, waitUntil } from '@tubepost/testing'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import {
  consumeBatches,
  type Consumption,
  createPublisher,
  type NatsConnection,
  type Outgoing,
  provision,
} from '../src/index.ts'
import { anOutgoing, connectAs, options, parser, untilConnected } from './broker.ts'

let nats: NatsServer
let connection: NatsConnection

beforeAll(async () => {
  nats = await startNats({ dir: await tempDir('nats'), syncAlways: false })
  connection = await connectAs(nats, 'admin')
  await provisionForTests()
})
afterAll(async () => {
  await connection?.close()
  await nats?.stop()
})

async function provisionForTests(): Promise<void> {
  await provision(connection, [parser], options)
  // Messages that nobody acknowledged come back after the ack wait; half a minute is for production.
  await (await jetstreamManager(connection)).consumers.update('MAIL', 'parser', { ack_wait: 2_000_000_000 })
}

let running: Consumption[] = []
afterEach(async () => {
  await Promise.all(running.map((consumption) => consumption.stop()))
  running = []
})

interface Taken {
  consumption: Consumption
  bodies: string[]
  batches: number[]
  interruptions: unknown[]
}

function take(onTaken: () => Promise<void> | void = () => {}): Taken {
  const taken: Omit<Taken, 'consumption'> = { bodies: [], batches: [], interruptions: [] }
  const consumption = consumeBatches(connection, {
    stream: 'MAIL',
    durable: 'parser',
    batchMax: 200,
    onBatch: async (messages) => {
      taken.batches.push(messages.length)
      taken.bodies.push(...messages.map((message) => message.string()))
      await onTaken()
      for (const message of messages) message.ack()
    },
    onInterrupted: (error) => taken.interruptions.push(error),
  })
  running.push(consumption)
  return { ...taken, consumption }
}

const mails = (count: number, name: string): Outgoing[] =>
  Array.from({ length: count }, (_, n) => anOutgoing('MAIL', JSON.stringify(`${name} ${n}`)))

async function publish(messages: Outgoing[]): Promise<void> {
  await untilConnected(connection)
  await (await createPublisher(connection)).publishAll(messages)
}
const within20s = (what: string) => ({ timeoutMs: 20_000, what })
const bodiesOf = (messages: Outgoing[]) => messages.map(({ body }) => body)
const waiting = async () => {
  const info = await (await jetstreamManager(connection)).consumers.info('MAIL', 'parser')
  return info.num_pending + info.num_ack_pending
}

// From 100 messages on the client asks for more while they arrive, which its own count of what is left mixes up.
test.each([1, 101, 150, 950])(
  '%i that wait are handed over in batches, the last without waiting for more',
  async (count) => {
    const sent = mails(count, `order ${count}`)
    await publish(sent)
    const taken = take()
    await waitUntil(() => taken.bodies.length === count, within20s('all of it'))
    expect(taken.bodies).toEqual(bodiesOf(sent))
    expect(Math.max(...taken.batches)).toBeLessThanOrEqual(200)
    expect(taken.batches.length).toBeLessThan(200)
    const single = mails(1, `single ${count}`)
    await publish(single)
    await waitUntil(() => taken.bodies.at(-1) === single[0]?.body, within20s('one alone'))
  },
)

test('consuming continues after the server was killed', async () => {
  const taken = take()
  const [before, after] = [mails(10, 'before'), mails(10, 'after')]
  await publish(before)
  await waitUntil(() => taken.bodies.length === 10, within20s('the first ten'))
  await nats.kill()
  await nats.start()
  await publish(after)
  // Events that the server had not noted as acknowledged may come again; none may be missing.
  await waitUntil(() => after.every(({ body }) => taken.bodies.includes(body)), within20s('ten more'))
  await waitUntil(async () => (await waiting()) === 0, within20s('all to be acknowledged'))
  expect(taken.interruptions).toEqual([])
})

test('consuming continues after the durable was deleted and the disk was lost', async () => {
  const taken = take()
  await publish(mails(1, 'warm'))
  await waitUntil(() => taken.bodies.includes('"warm 0"'), within20s('the first'))

  await (await jetstreamManager(connection)).consumers.delete('MAIL', 'parser')
  await waitUntil(() => taken.interruptions.length > 0, within20s('the interruption to be reported'))
  await provisionForTests()
  await publish(mails(1, 'deleted'))
  await waitUntil(() => taken.bodies.includes('"deleted 0"'), within20s('one after the durable is back'))

  await nats.wipe()
  await nats.start()
  await untilConnected(connection)
  await provisionForTests()
  await publish(mails(1, 'wiped'))
  await waitUntil(() => taken.bodies.includes('"wiped 0"'), within20s('one after the wipe'))
  expect(taken.interruptions.length).toBeGreaterThan(1)
})

test('stopping finishes the batch in hand and gives back messages fetched ahead', async () => {
  const { promise: gate, resolve: open } = Promise.withResolvers<void>()
  const first = take(() => gate)
  await publish(mails(700, 'shared'))
  await waitUntil(() => first.bodies.length > 0, within20s('the first batch'))
  const stopped = first.consumption.stop()
  open()
  await stopped
  expect(first.batches).toHaveLength(1)

  const second = take()
  await waitUntil(async () => (await waiting()) === 0, within20s('another to take the rest'))
  expect(new Set([...first.bodies, ...second.bodies]).size).toBe(700)
  expect(first.bodies.length + second.bodies.length).toBe(700)
})
