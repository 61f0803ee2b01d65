import { jetstreamManager } from '@nats-io/jetstream'
import { type NatsServer, startNats, tempDir } from '@tubepost/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createPublisher, type NatsConnection, provision, streamNames } from '../src/index.ts'
import { connectAs, options, parser, status, untilConnected } from './broker.ts'

let nats: NatsServer
let connection: NatsConnection

beforeAll(async () => {
  nats = await startNats({ dir: await tempDir('nats'), syncAlways: false })
  connection = await connectAs(nats, 'admin')
})
afterAll(async () => {
  await connection?.close()
  await nats?.stop()
})

test('missing streams are created, and a second run finds nothing to do', async () => {
  const first = await provision(connection, [parser, status], options)
  expect(first.drift).toEqual([])
  expect(first.created).toEqual([
    ...streamNames.map((name) => `stream ${name}`),
    'consumer MAIL/parser',
    'consumer DEAD/parser-redrive',
    'consumer INTENT/status',
    'consumer DEAD/status-redrive',
    'bucket people',
    'bucket statuses',
    'bucket organisation',
    'bucket mailboxes',
    'bucket attempts-parser',
    'bucket attempts-status',
  ])
  expect(await provision(connection, [parser, status], options)).toEqual({ created: [], drift: [] })
})

test('a change by hand is reported and undone, and the generation stays', async () => {
  const manager = await jetstreamManager(connection)
  const publisher = await createPublisher(connection)
  const { generation } = await publisher.look('MAIL')
  await manager.streams.update('MAIL', { max_age: 60_000_000_000, duplicate_window: 30_000_000_000 })
  await manager.consumers.update('MAIL', 'parser', { max_ack_pending: 7 })
  await manager.consumers.delete('INTENT', 'status')

  expect(await provision(connection, [parser, status], options)).toEqual({
    created: ['consumer INTENT/status'],
    drift: ['stream MAIL: max_age, duplicate_window', 'consumer MAIL/parser: max_ack_pending'],
  })
  expect((await publisher.look('MAIL')).generation).toBe(generation)
  expect(await provision(connection, [parser, status], options)).toEqual({ created: [], drift: [] })
})

test('a broker that lost its disk gets every stream with a new generation', async () => {
  const publisher = await createPublisher(connection)
  const generations = async () => {
    const found = new Map<string, string>()
    for (const stream of streamNames) found.set(stream, (await publisher.look(stream)).generation)
    return found
  }
  const before = await generations()
  await nats.wipe()
  await expect(provision(connection, [parser, status], options)).rejects.toThrow('disconnected')
  await nats.start()
  await untilConnected(connection)
  await provision(connection, [parser, status], options)
  const after = await generations()
  expect(new Set([...before.values(), ...after.values()]).size).toBe(2 * streamNames.length)
})
