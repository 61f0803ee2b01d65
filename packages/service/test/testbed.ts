import { jetstream, jetstreamManager } from '@nats-io/jetstream'
import {
  connectBus,
  createPublisher,
  createUserKey,
  durableOf,
  inboxPrefixOf,
  type NatsConnection,
  natsServerConfig,
  permissionsOf,
  provision,
  type Provisioned,
  publishReference,
  type ServiceDeclaration,
  type UserKey,
} from '@tubepost/bus'
import { createPool, migrate, type Pool, roleOf } from '@tubepost/db'
import {
  allEvents,
  decodeEvent,
  type RecordOf,
  type ReferenceDefinition,
  type ServiceName,
  type StreamName,
  subjectOf,
  type TubepostEvent,
} from '@tubepost/events'
import {
  type NatsServer,
  type PostgresServer,
  type Program,
  startNats,
  startPostgres,
  tempDir,
  waitUntil,
} from '@tubepost/testing'
import type { ServiceOutline } from '../src/index.ts'
import { ADMIN_TOKEN, type Replica, type ReplicaOptions, startReplica } from './replica.ts'
import { type Backup, tablesAsOfNow } from './tables-as-of-now.ts'

export { ADMIN_TOKEN, type Replica, type ReplicaOptions } from './replica.ts'
export type { Backup } from './tables-as-of-now.ts'

const DISK_BYTES = 256 * 1024 * 1024

/** A real broker and a real database, provisioned for a few services, each of which works under its own restricted users. */
export interface Testbed {
  readonly nats: NatsServer
  readonly postgres: PostgresServer
  /** The broker as its administrator sees it. */
  readonly admin: NatsConnection
  /** Creates again what the broker has lost. */
  provision(): Promise<Provisioned>
  /** What a service is to find in its environment. */
  environmentOf(service: ServiceName): Record<string, string>
  /** The tables of one service, as the database's administrator sees them. */
  poolOf(service: ServiceName): Pool
  publish(...events: readonly TubepostEvent[]): Promise<void>
  publishText(subject: string, text: string): Promise<void>
  /** Reference data that a service which does not run here would own. */
  putReference<Definition extends ReferenceDefinition>(
    definition: Definition,
    records: readonly (readonly [key: string, record: RecordOf<Definition>])[],
  ): Promise<void>
  /** Events that stand in a stream, oldest first. */
  eventsIn(stream: StreamName): Promise<TubepostEvent[]>
  /** How far the durable of a service is in a stream. */
  progressOf(service: ServiceName, stream: StreamName): Promise<Progress>
  /** A real service as a process of its own, configured as in production. */
  start(replica: ReplicaOptions): Promise<Replica>
  /** Keeps a copy of the tables of a service, which does not run now. */
  backUp(definition: ServiceOutline): Promise<Backup>
  /** Takes down what was started, replicas first. */
  stop(): Promise<void>
}

export interface TestbedOptions {
  /** What the broker must know of the services that run, or that the test plays. */
  readonly declarations: readonly ServiceDeclaration[]
  /** The services that own tables, with the folder of their migrations. */
  readonly schemas: readonly {
    readonly name: ServiceName
    readonly migrations: string
    readonly storesBlobs?: boolean
  }[]
}

export interface Progress {
  /** Sequence up to which everything is acknowledged. */
  readonly ackFloor: number
  /** Given to somebody, and not acknowledged. */
  readonly inHand: number
  /** In the stream, and given to nobody yet. */
  readonly waiting: number
  /** Of those in hand, given more than once. */
  readonly redelivered: number
}

export async function startTestbed({ declarations, schemas }: TestbedOptions): Promise<Testbed> {
  const keys = new Map<string, UserKey>()
  const keyOf = (user: string): UserKey => {
    const key = keys.get(user) ?? createUserKey()
    keys.set(user, key)
    return key
  }
  const users = declarations.map((declaration) => ({
    name: declaration.name,
    publicKey: keyOf(declaration.name).publicKey,
    permissions: permissionsOf(declaration, inboxPrefixOf(declaration.name)),
  }))
  const [nats, postgres] = await Promise.all([
    startNats({
      dir: await tempDir('nats'),
      syncAlways: false,
      config: natsServerConfig({ users, admin: keyOf('admin') }),
    }),
    startPostgres({ dir: await tempDir('postgres'), settings: { fsync: 'off' } }),
  ])
  await migrate(
    postgres.url,
    schemas.map((schema) => ({ ...schema, password: passwordOf(schema.name) })),
  )
  const admin = await connectBus({
    servers: nats.url,
    user: 'admin',
    seed: keyOf('admin').seed,
    onStatus: () => {},
  })
  const connected = () =>
    waitUntil(
      () =>
        admin.rtt().then(
          () => true,
          () => false,
        ),
      { timeoutMs: 10_000, what: 'the broker' },
    )
  const provisionAll = () => provision(admin, declarations, { maxBytes: DISK_BYTES, replicas: 1 })
  await provisionAll()
  const publisher = await createPublisher(admin)
  const pools = new Map<ServiceName, Pool>()
  const replicas: Program[] = []
  const environmentOf = (service: ServiceName) => ({
    NATS_URL: nats.url,
    NATS_SEED: keyOf(service).seed,
    ADMIN_TOKEN,
    LOG_LEVEL: process.env['LOG_LEVEL'] ?? 'info',
    ...(schemas.some(({ name }) => name === service) && { DATABASE_URL: urlOf(postgres, service) }),
  })

  const poolOf = (service: ServiceName) => {
    const pool = pools.get(service) ?? createPool({ url: asAdmin(postgres, service), max: 2, ...ofTests })
    pools.set(service, pool)
    return pool
  }

  return {
    nats,
    postgres,
    admin,
    environmentOf,
    poolOf,
    backUp: (definition) => tablesAsOfNow(definition, { pool: poolOf(definition.name), admin, adminUrl: postgres.url }),
    async provision() {
      await connected()
      return provisionAll()
    },
    async publish(...events) {
      await connected()
      await publisher.publishAll(events.map(outgoing))
    },
    publishText: async (subject, text) => void (await jetstream(admin).publish(subject, text)),
    putReference: async (definition, records) => void (await publishReference(admin, definition, new Map(records))),
    eventsIn: (stream) => eventsIn(admin, stream),
    async progressOf(service, stream) {
      const { consumers } = await jetstreamManager(admin)
      const info = await consumers.info(stream, durableOf(service))
      return {
        ackFloor: info.ack_floor.stream_seq,
        inHand: info.num_ack_pending,
        waiting: info.num_pending,
        redelivered: info.num_redelivered,
      }
    },
    async start(options) {
      const replica = await startReplica(options, environmentOf(options.service))
      replicas.push(replica)
      return replica
    },
    async stop() {
      await Promise.all(replicas.map((replica) => replica.stop()))
      await Promise.all([...pools.values()].map((pool) => pool.end()))
      await admin.close()
      await Promise.all([nats.stop(), postgres.stop()])
    },
  }
}

const ofTests = { name: 'test', onError: () => {} }
const passwordOf = (name: string): string => `secret-of-${name}`

function urlOf(postgres: PostgresServer, service: ServiceName): string {
  const url = new URL(postgres.url)
  url.username = roleOf(service)
  url.password = passwordOf(service)
  return url.href
}

function asAdmin(postgres: PostgresServer, service: ServiceName): string {
  const url = new URL(postgres.url)
  url.searchParams.set('options', `-c search_path=${service}`)
  return url.href
}

function outgoing(event: TubepostEvent) {
  const definition = allEvents.find((known) => known.type === event.type)
  if (definition === undefined) throw new Error(`unknown event ${event.type}`)
  const { id, redrive, mailbox } = event
  return {
    id,
    stream: definition.stream,
    subject: subjectOf(definition, mailbox),
    redrive,
    body: JSON.stringify(event),
  }
}

async function eventsIn(connection: NatsConnection, stream: StreamName): Promise<TubepostEvent[]> {
  const { state } = await (await jetstreamManager(connection)).streams.info(stream)
  const events: TubepostEvent[] = []
  if (state.messages === 0) return events
  const consumer = await jetstream(connection).consumers.get(stream)
  for await (const message of await consumer.fetch({ max_messages: state.messages, expires: 5_000 })) {
    const decoded = decodeEvent(message.string(), allEvents)
    if ('event' in decoded) events.push(decoded.event)
    if (message.info.pending === 0) break
  }
  return events
}
