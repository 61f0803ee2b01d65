import { jetstream, jetstreamManager } from '@nats-io/jetstream'
import { Kvm } from '@nats-io/kv'
import { people } from '@tubepost/events'
import { sharedNats, waitUntil } from '@tubepost/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  consumeBatches,
  countLag,
  countStatelessAttempt,
  createPublisher,
  createUserKey,
  forgetStatelessAttempts,
  inboxPrefixOf,
  type NatsConnection,
  permissionsOf,
  provision,
  publishReference,
  readReference,
} from '../src/index.ts'
import { anOutgoing, connectAs, options, parser, status } from './broker.ts'

const keys = { admin: createUserKey(), parser: createUserKey(), status: createUserKey() }

let nats: { readonly url: string }
let admin: NatsConnection
let asParser: NatsConnection
let asStatus: NatsConnection

beforeAll(async () => {
  const users = [parser, status].map((service) => ({
    name: service.name,
    publicKey: keys[service.name as keyof typeof keys].publicKey,
    permissions: permissionsOf(service, inboxPrefixOf(service.name)),
  }))
  nats = await sharedNats([keys.admin, ...users])
  admin = await connectAs(nats, 'admin', keys.admin)
  await provision(admin, [parser, status], options)
  asParser = await connectAs(nats, 'parser', keys.parser)
  asStatus = await connectAs(nats, 'status', keys.status)
})
afterAll(async () => {
  await Promise.all([asParser, asStatus, admin].map((connection) => connection?.close()))
})

const within10s = (what: string) => ({ timeoutMs: 10_000, what })

test('a service can do all that its runtime needs', async () => {
  await publishReference(
    asStatus,
    people,
    async () =>
      new Map([['ana', { id: 'ana', name: 'Ana', addresses: [], timeZone: 'UTC', locale: 'en', role: 'user' }]]),
  )
  const reader = await readReference(asParser, people)
  await reader.whenReady()
  await reader.catchUp()

  await (await createPublisher(admin)).publishAll(Array.from({ length: 5 }, () => anOutgoing('MAIL')))
  const publisher = await createPublisher(asParser)
  let published = 0
  const consumption = consumeBatches(asParser, {
    stream: 'MAIL',
    durable: 'parser',
    batchMax: 200,
    onBatch: async (messages) => {
      published += (await publisher.publishAll(messages.map(() => anOutgoing('INTENT')))).length
      published += (await publisher.publishAll([anOutgoing('OUTCOME'), anOutgoing('DEAD')])).length
      for (const message of messages) message.ack()
    },
    onInterrupted: (error) => {
      throw error
    },
  })
  await waitUntil(() => published >= 7, within10s('the intents'))
  await waitUntil(async () => (await countLag(asParser, 'parser', ['MAIL'])) === 0, within10s('the acks'))
  expect(await countStatelessAttempt(asParser, 'parser', 'some-event')).toBe(1)
  expect(await countStatelessAttempt(asParser, 'parser', 'some-event')).toBe(2)
  await forgetStatelessAttempts(asParser, 'parser', 'some-event')
  expect(await countStatelessAttempt(asParser, 'parser', 'some-event')).toBe(1)
  await consumption.stop()
  reader.stop()
})

test.each([
  ['reader', () => asParser],
  ['owner', () => asStatus],
])('the %s of a bucket hears a put', async (role, connection) => {
  const heard = connection().subscribe('$KV.people.>', { max: 1 })
  await connection().flush()
  const person = { id: role, name: role, addresses: [], timeZone: 'UTC', locale: 'en', role: 'user' }
  await publishReference(asStatus, people, async () => new Map([[role, person]]))
  const subjects: string[] = []
  for await (const { subject } of heard) subjects.push(subject)
  expect(subjects).toEqual([`$KV.people.${role}`])
})

const noPublish = (subject: string) => ({ subject, run: (on: NatsConnection) => jetstream(on).publish(subject, '{}') })

test.each([
  ['another service’s fact', noPublish('status.changed.v1.status')],
  ['a mail', noPublish('mail.received.v1.status')],
  ['another service’s dead letter', noPublish('dead.status.v1.-')],
  ['a redrive', noPublish('redrive.parser.v1.-')],
  ['a record it does not own', noPublish('$KV.people.ana')],
  ['a record of another service’s attempts', noPublish('$KV.attempts-status.x')],
])('a service cannot publish %s', async (_, { subject, run }) => {
  await expect(run(asParser)).rejects.toThrow(
    new RegExp(`permissions violation.*${subject.replaceAll('$', '\\$')}`, 'i'),
  )
})

test.each<[string, (on: NatsConnection) => Promise<unknown>]>([
  ['purge a stream', async (on) => (await manager(on)).streams.purge('MAIL')],
  ['delete a stream', async (on) => (await manager(on)).streams.delete('INTENT')],
  ['change a stream', async (on) => (await manager(on)).streams.update('INTENT', { max_age: 1_000_000_000 })],
  ['make a stream', async (on) => (await manager(on)).streams.add({ name: 'MINE', subjects: ['mine'] })],
  ['delete a message', async (on) => (await manager(on)).streams.deleteMessage('INTENT', 1)],
  ['read a message of a stream', async (on) => (await manager(on)).streams.getMessage('INTENT', { seq: 1 })],
  ['delete its durable', async (on) => (await manager(on)).consumers.delete('MAIL', 'parser')],
  ['delete the durable of another', async (on) => (await manager(on)).consumers.delete('INTENT', 'status')],
  ['make a consumer', async (on) => (await manager(on)).consumers.add('INTENT', { durable_name: 'mine' })],
  [
    'have a consumer of a bucket deliver to a subject',
    async (on) => (await manager(on)).consumers.add('KV_people', { deliver_subject: '$JS.API.STREAM.DELETE.MAIL' }),
  ],
  ['watch a bucket by a consumer', async (on) => (await new Kvm(on).open('people', { bindOnly: true })).watch()],
  ['pull from the durable of another', async (on) => (await jetstream(on).consumers.get('INTENT', 'status')).next()],
  ['delete a bucket', async (on) => (await manager(on)).streams.delete('KV_people')],
  ['purge a bucket', async (on) => (await manager(on)).streams.purge('KV_people')],
  ['make a bucket', async (on) => new Kvm(on).create('mine')],
])('a service cannot %s', async (_, forbidden) => {
  await expect(forbidden(asParser)).rejects.toThrow(/permissions violation/i)
})

test.each(['intent.>', 'mail.>', '>', '_INBOX.>', '_INBOX_status.>', '$JS.API.>', '$KV.>', '$JS.ACK.>'])(
  'a service cannot subscribe to %s',
  async (subject) => {
    const { promise: refused, resolve } = Promise.withResolvers<Error | null>()
    asParser.subscribe(subject, { callback: (error) => resolve(error) })
    expect(String(await refused)).toMatch(/permissions violation/i)
  },
)

test('a refused call changed nothing', async () => {
  expect(await provision(admin, [parser, status], options)).toEqual({ created: [], drift: [] })
  const { streams } = await manager(admin)
  expect((await streams.info('MAIL')).state.messages).toBe(5)
})

test('nobody comes in without a key that the server knows', async () => {
  const { connect, nkeyAuthenticator } = await import('@nats-io/transport-node')
  const authenticator = nkeyAuthenticator(new TextEncoder().encode(createUserKey().seed))
  await expect(connect({ servers: nats.url, maxReconnectAttempts: 0 })).rejects.toThrow(/authoriz/i)
  await expect(connect({ servers: nats.url, authenticator, maxReconnectAttempts: 0 })).rejects.toThrow(/authoriz/i)
})

const manager = (on: NatsConnection) => jetstreamManager(on, { checkAPI: false })
