import { type NatsServer, startNats, tempDir, waitUntil } from '@tubepost/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Consumption, consumeBatches, createPublisher, type NatsConnection, provision } from '../src/index.ts'
import { anOutgoing, connectAs, options, parser } from './broker.ts'

let nats: NatsServer
let connection: NatsConnection
let consumption: Consumption | undefined

beforeAll(async () => {
  nats = await startNats({ dir: await tempDir('nats'), syncAlways: false })
  connection = await connectAs(nats, 'admin')
  await provision(connection, [parser], options)
})
afterAll(async () => {
  await nats?.kill('SIGCONT')
  await consumption?.stop()
  await connection?.close()
  await nats?.stop()
})

const within = (timeoutMs: number, what: string) => ({ timeoutMs, what })

test('a broker that was frozen is heard again within 5 s of its thaw', async () => {
  const bodies: string[] = []
  const interruptions: unknown[] = []
  consumption = consumeBatches(connection, {
    stream: 'MAIL',
    durable: 'parser',
    batchMax: 200,
    async onBatch(messages) {
      bodies.push(...messages.map((message) => message.string()))
      for (const message of messages) message.ack()
    },
    onInterrupted: (error) => interruptions.push(error),
  })
  const publish = async (body: string) => {
    const sender = await connectAs(nats, 'sender')
    await (await createPublisher(sender)).publishAll([anOutgoing('MAIL', body)])
    await sender.close()
  }
  await publish('"before"')
  await waitUntil(() => bodies.includes('"before"'), within(10_000, 'a message before the frost'))
  await nats.kill('SIGSTOP')
  // Begun anew again and again: the pause is short at each time, however long the frost.
  await waitUntil(() => interruptions.length >= 2, within(50_000, 'two interruptions'))
  expect(String(interruptions[0])).toContain('the broker has fallen silent')
  await nats.kill('SIGCONT')
  await publish('"after"')
  await waitUntil(() => bodies.includes('"after"'), within(5_000, 'a message after the thaw'))
})
