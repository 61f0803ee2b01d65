import { jetstream, jetstreamManager } from '@nats-io/jetstream'
import {
  connectBus,
  createPublisher,
  createUserKey,
  durableOf,
  inboxPrefixOf,
  type NatsConnection,
  natsServerConfig,
  type NatsUser,
  permissionsOf,
  provision,
  type Provisioned,
  publishReference,
  type ServiceDeclaration,
  type UserKey,
} from '@tubepost/bus'
import { createPool, migrate, type Pool, roleOf, type Schema } from '@tubepost/db'
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
  type FreshDatabase,
  freshDatabase,
  type NatsServer,
  type PostgresServer,
  type Program,
  sharedNats,
  sharedPostgres,
  startNats,
  startPostgres,
  tempDir,
  waitUntil,
} from '@tubepost/testing'
import { applyDeclared, type ServiceOutline } from '../src/index.ts'
import { ADMIN_TOKEN, GATEWAY_TOKEN, type Replica, type ReplicaOptions, startReplica } from './replica.ts'
import { type Backup, tablesAsOfNow } from './tables-as-of-now.ts'

export { ADMIN_TOKEN, asGateway, GATEWAY_TOKEN, type Replica, type ReplicaOptions } from './replica.ts'
export type { Backup } from './tables-as-of-now.ts'
export { type RawAnswer, rawCall, requestText } from './raw-call.ts'

/** The ring of the tests, for the services that sign Message-IDs or know them again. */
/** The services of a testbed sign with it. */
export const SIGNING_KEY = Buffer.alloc(32, 7)
const SIGNING_KEYS = `tests:${SIGNING_KEY.toString('base64')}`
const DISK_BYTES = 256 * 1024 * 1024

/**
 * A real broker and a real database, provisioned for a few services, each of which works under its own restricted
 * users. The servers are those of the whole test run; a testbed has an account and a database on them.
 */
export interface Testbed {
  /** The broker as its administrator sees it. */
  readonly admin: NatsConnection
  /** Creates again everything that the broker has lost. */
  provision(): Promise<Provisioned>
  /** The environment of one service. */
  environmentOf(service: ServiceName): Record<string, string>
  /** The tables of one service, as the database's administrator sees them. */
  poolOf(service: ServiceName): Pool
  publish(...events: readonly TubepostEvent[]): Promise<void>
  publishText(subject: string, text: string): Promise<void>
  /** Fills reference data whose owner does not run here. */
  putReference<Definition extends ReferenceDefinition>(
    definition: Definition,
    records: readonly (readonly [key: string, record: RecordOf<Definition>])[],
  ): Promise<void>
  /** The events in a stream, oldest first. */
  eventsIn(stream: StreamName): Promise<TubepostEvent[]>
  /** Position of the service's durable in a stream. */
  progressOf(service: ServiceName, stream: StreamName): Promise<Progress>
  /** Has a service write its part of the declarations to its tables, as the installer does. */
  apply(definition: ServiceOutline, declared: unknown): Promise<void>
  /** Starts a real service as a process of its own, configured as in production. */
  start(replica: ReplicaOptions): Promise<Replica>
  /** Keeps a copy of the tables of a service that is not running. */
  backUp(definition: ServiceOutline): Promise<Backup>
  /** Takes down everything that was started, replicas first. */
  stop(): Promise<void>
}

/** A testbed with servers of its own: to be killed, started again, or to lose their disk. */
export interface TestbedWithServers extends Testbed {
  readonly nats: NatsServer
  readonly postgres: PostgresServer
}

export interface TestbedOptions {
  /** The declarations of the services that run, or that the test plays. */
  readonly declarations: readonly ServiceDeclaration[]
  /** The services with a database: the folders of their migrations, and what they do with the bytes of mails. */
  readonly schemas: readonly (Omit<Schema, 'password'> & { readonly name: ServiceName })[]
}

export interface Progress {
  /** Sequence up to which everything is acknowledged. */
  readonly ackFloor: number
  /** Delivered to a consumer and not acknowledged. */
  readonly inHand: number
  /** In the stream and not yet delivered. */
  readonly waiting: number
  /** Delivered more than once, among those not acknowledged. */
  readonly redelivered: number
}

export async function startTestbed(options: TestbedOptions): Promise<Testbed> {
  const users = createUsers(options.declarations)
  const [nats, postgres] = await Promise.all([
    sharedNats([users.account.admin, ...users.account.users]),
    sharedPostgres(),
  ])
  return prepare(options, users, {
    nats,
    postgres,
    // Leftovers would cost the shared servers memory until the run ends.
    release: (admin, database) => Promise.all([removeStreams(admin), database.drop()]),
  })
}

/** For tests that kill a server or have it lose its disk. */
export async function startTestbedWithServers(options: TestbedOptions): Promise<TestbedWithServers> {
  const users = createUsers(options.declarations)
  const [nats, postgres] = await Promise.all([
    startNats({ dir: await tempDir('nats'), syncAlways: false, config: natsServerConfig(users.account) }),
    startPostgres({ dir: await tempDir('postgres'), settings: { fsync: 'off' } }),
  ])
  const stop = () => Promise.all([nats.stop(), postgres.stop()])
  return { ...(await prepare(options, users, { nats, postgres, release: stop })), nats, postgres }
}

interface Users {
  readonly account: { users: NatsUser[]; admin: UserKey }
  seedOf(user: string): string
}

function createUsers(declarations: readonly ServiceDeclaration[]): Users {
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
  return { account: { users, admin: keyOf('admin') }, seedOf: (user) => keyOf(user).seed }
}

interface Servers {
  readonly nats: { readonly url: string }
  readonly postgres: { readonly url: string }
  /** At the end, when no service uses them any more. */
  release(admin: NatsConnection, database: FreshDatabase): Promise<unknown>
}

async function removeStreams(admin: NatsConnection): Promise<void> {
  const { streams } = await jetstreamManager(admin)
  for await (const { config } of streams.list()) await streams.delete(config.name)
}

async function prepare(
  { declarations, schemas }: TestbedOptions,
  { seedOf }: Users,
  { nats, postgres, release }: Servers,
): Promise<Testbed> {
  const database = await freshDatabase(postgres, {
    key: schemas,
    fill: (url) =>
      migrate(
        url,
        schemas.map((schema) => ({ ...schema, password: passwordOf(schema.name) })),
      ),
  })
  const admin = await connectBus({ servers: nats.url, user: 'admin', seed: seedOf('admin'), onStatus: () => {} })
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
    NATS_SEED: seedOf(service),
    GATEWAY_TOKEN,
    SIGNING_KEYS,
    ...(service === 'console' && { ADMIN_TOKEN }),
    LOG_LEVEL: process.env['LOG_LEVEL'] ?? 'info',
    ...(schemas.some(({ name }) => name === service) && { DATABASE_URL: urlOf(database, service) }),
  })

  const poolOf = (service: ServiceName) => {
    const pool = pools.get(service) ?? createPool({ url: asAdmin(database, service), max: 2, ...ofTests })
    pools.set(service, pool)
    return pool
  }

  return {
    admin,
    environmentOf,
    poolOf,
    backUp: (definition) => tablesAsOfNow(definition, { pool: poolOf(definition.name), admin, adminUrl: database.url }),
    async provision() {
      await connected()
      return provisionAll()
    },
    async publish(...events) {
      await connected()
      await publisher.publishAll(events.map(outgoing))
    },
    publishText: async (subject, text) => void (await jetstream(admin).publish(subject, text)),
    putReference: async (definition, records) =>
      void (await publishReference(admin, definition, async () => new Map(records))),
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
    apply: (definition, declared) => applyDeclared([definition], database.url, declared),
    async start(options) {
      const replica = await startReplica(options, environmentOf(options.service))
      replicas.push(replica)
      return replica
    },
    async stop() {
      await Promise.all(replicas.map((replica) => replica.stop()))
      await Promise.all([...pools.values()].map((pool) => pool.end()))
      await release(admin, database)
      await admin.close()
    },
  }
}

const ofTests = { name: 'test', onError: () => {} }
const passwordOf = (name: string): string => `secret-of-${name}`

function urlOf(database: FreshDatabase, service: ServiceName): string {
  const url = new URL(database.url)
  url.username = roleOf(service)
  url.password = passwordOf(service)
  return url.href
}

function asAdmin(database: FreshDatabase, service: ServiceName): string {
  const url = new URL(database.url)
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
