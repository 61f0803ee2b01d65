import { people, type Person } from '@tubepost/events'
import { Kvm } from '@nats-io/kv'
import { type NatsServer, startNats, tempDir, waitUntil } from '@tubepost/testing'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import {
  isBusOutage,
  type NatsConnection,
  provision,
  publishReference,
  readReference,
  type ReferenceReader,
} from '../src/index.ts'
import { connectAs, options, untilConnected } from './broker.ts'

let nats: NatsServer
let connection: NatsConnection
let readers: ReferenceReader[] = []

beforeAll(async () => {
  nats = await startNats({ dir: await tempDir('nats'), syncAlways: false })
  connection = await connectAs(nats, 'admin')
  await provision(connection, [], options)
})
afterEach(() => {
  for (const reader of readers) reader.stop()
  readers = []
})
afterAll(async () => {
  await connection?.close()
  await nats?.stop()
})

const within20s = (what: string) => ({ timeoutMs: 20_000, what })
const aPerson = (id: string, name = id): Person => ({
  id,
  name,
  addresses: [`${id}@example.com`],
  timeZone: 'UTC',
  locale: 'en',
  role: 'user',
})
const table =
  (...persons: Person[]) =>
  async () =>
    new Map(persons.map((person) => [person.id, person]))

async function read(): Promise<ReferenceReader<typeof people>> {
  const reader = await readReference(connection, people)
  readers.push(reader)
  return reader
}

test('a reader is ready once it knows as many records as the owner has announced', async () => {
  const reader = await read()
  const bucket = await new Kvm(connection).open('people')
  await bucket.put('ana', JSON.stringify(aPerson('ana')))
  await waitUntil(() => reader.records.has('ana'), within20s('ana'))
  expect(reader.ready).toBe(false)
  await bucket.put('_ready', JSON.stringify({ count: 2 }))
  await bucket.put('bob', JSON.stringify(aPerson('bob')))
  await reader.whenReady()
  expect([...reader.records.keys()]).toEqual(['ana', 'bob'])
})

test('the writer puts changes and removes old records, and does nothing twice', async () => {
  const reader = await read()
  expect(await publishReference(connection, people, table(aPerson('ana', 'Ana'), aPerson('cy')))).toBe(3)
  await reader.catchUp()
  expect(Object.fromEntries(reader.records)).toEqual({ ana: aPerson('ana', 'Ana'), cy: aPerson('cy') })
  const { version } = reader
  expect(await publishReference(connection, people, table(aPerson('ana', 'Ana'), aPerson('cy')))).toBe(0)
  await reader.catchUp()
  expect(reader.version).toBe(version)
  expect(reader.ready).toBe(true)
})

test('an owner without records is complete as well', async () => {
  await publishReference(connection, people, table())
  const reader = await read()
  await reader.whenReady()
  expect(reader.records.size).toBe(0)
})

test('a replica that read the table before a change does not put that change back', async () => {
  await publishReference(connection, people, table(aPerson('ana', 'Ana'), aPerson('old')))
  let loads = 0
  const changes = await publishReference(connection, people, async () => {
    if (loads++ > 0) return table(aPerson('ana', 'later'), aPerson('new'))()
    await publishReference(connection, people, table(aPerson('ana', 'later'), aPerson('new')))
    return table(aPerson('ana', 'between'), aPerson('old', 'between'))()
  })
  expect([loads, changes]).toEqual([2, 0])
  const reader = await read()
  await reader.catchUp()
  expect(Object.fromEntries(reader.records)).toEqual({ ana: aPerson('ana', 'later'), new: aPerson('new') })
})

test('replicas that put the same at the same time all come to an end', async () => {
  const all = Array.from({ length: 8 }, (_, n) => aPerson(`p${n}`, 'at once'))
  await Promise.all(Array.from({ length: 8 }, () => publishReference(connection, people, table(...all))))
  const reader = await read()
  await reader.catchUp()
  expect([...reader.records.keys()].toSorted()).toEqual(all.map(({ id }) => id))
})

test('after catchUp everything that stood in the bucket at its call is known', async () => {
  const reader = await read()
  for (let n = 0; n < 20; n++) {
    await publishReference(connection, people, table(aPerson('ana', `Ana ${n}`)))
    await reader.catchUp()
    expect(reader.records.get('ana')?.name).toBe(`Ana ${n}`)
  }
})

test('a restarted server costs the reader nothing', async () => {
  const reader = await read()
  await reader.whenReady()
  await nats.kill()
  await nats.start()
  await untilConnected(connection)
  await publishReference(connection, people, table(aPerson('ana', 'after the restart')))
  await waitUntil(() => reader.records.get('ana')?.name === 'after the restart', within20s('the change'))
  expect(reader.ready).toBe(true)
})

test('after a lost disk the reader is not ready until the owner has put all again', async () => {
  await publishReference(connection, people, table(aPerson('ana'), aPerson('gone')))
  const reader = await read()
  await reader.whenReady()
  await nats.wipe()
  await nats.start()
  await untilConnected(connection)
  await provision(connection, [], options)
  await waitUntil(() => !reader.ready, within20s('the reader to notice'))
  expect(reader.records.has('ana')).toBe(true) // good enough for what does not rest on absence
  const behind = await reader.catchUp().catch((error: unknown) => error)
  expect([behind, isBusOutage(behind)]).toEqual([expect.any(Error), true])

  await publishReference(connection, people, table(aPerson('ana', 'new'), aPerson('bob')))
  await reader.whenReady()
  await reader.catchUp()
  expect([...reader.records.values()].map(({ name }) => name).toSorted()).toEqual(['bob', 'new'])
})
