import { randomUUID } from 'node:crypto'
import { jetstream, jetstreamManager } from '@nats-io/jetstream'
import {
  connectBus,
  createPublisher,
  inboxPrefixOf,
  type NatsConnection,
  natsServerConfig,
  permissionsOf,
  provision,
} from '@tubepost/bus'
import { createPool, migrate, type Pool, roleOf } from '@tubepost/db'
import { allEvents, decodeEvent, type StreamName, subjectOf, type TubepostEvent } from '@tubepost/events'
import { type NatsServer, type PostgresServer, startNats, startPostgres, tempDir, waitUntil } from '@tubepost/testing'
import { pino } from 'pino'
import { declarationOf } from '../src/declaration.ts'
import type { ServiceDefinition } from '../src/define-service.ts'
import { type RunningService, startService } from '../src/start-service.ts'
import { tinyParser, tinyStatus } from './tiny-services.ts'

export const ADMIN_TOKEN = 'token-of-the-tests'
const DISK_BYTES = 256 * 1024 * 1024

/** Real servers, provisioned for the tiny services, each of which works under its own restricted users. */
export interface Installation {
  readonly nats: NatsServer
  readonly postgres: PostgresServer
  /** The broker and the service's schema as their administrator sees them. */
  readonly admin: NatsConnection
  readonly pool: Pool
  provision(): Promise<unknown>
  start(definition: ServiceDefinition): Promise<RunningService>
  /** What a service of the given name is to find in its environment. */
  environmentOf(service: string): Record<string, string>
  publish(...events: readonly TubepostEvent[]): Promise<void>
  publishText(subject: string, text: string): Promise<void>
  /** All events that stand in a stream, oldest first. */
  eventsIn(stream: StreamName): Promise<TubepostEvent[]>
  count(query: string, values?: readonly unknown[]): Promise<number>
  stop(): Promise<void>
}

export async function startInstallation(): Promise<Installation> {
  const declarations = [tinyStatus(), tinyParser()].map((definition) => declarationOf(definition))
  const users = [
    ...declarations.map((declaration) => ({
      name: declaration.name,
      password: passwordOf(declaration.name),
      permissions: permissionsOf(declaration, inboxPrefixOf(declaration.name)),
    })),
  ]
  const [nats, postgres] = await Promise.all([
    startNats({
      dir: await tempDir('nats'),
      syncAlways: false,
      config: natsServerConfig({ users, admin: { name: 'admin', password: passwordOf('admin') } }),
    }),
    startPostgres({ dir: await tempDir('postgres'), settings: { fsync: 'off' } }),
  ])
  await migrate(postgres.url, [
    {
      name: 'status',
      migrations: new URL('migrations', import.meta.url).pathname,
      password: passwordOf('status'),
    },
  ])
  const admin = await connectBus({
    servers: nats.url,
    user: 'admin',
    password: passwordOf('admin'),
    onStatus: () => {},
  })
  await provision(admin, declarations, { maxBytes: DISK_BYTES, replicas: 1 })
  const publisher = await createPublisher(admin)
  const pool = createPool({ url: withSchema(postgres.url), max: 2, name: 'test', onError: () => {} })
  const connected = () =>
    waitUntil(
      () =>
        admin.rtt().then(
          () => true,
          () => false,
        ),
      { timeoutMs: 10_000, what: 'the broker' },
    )

  return {
    nats,
    postgres,
    admin,
    pool,
    async provision() {
      await connected()
      return provision(admin, declarations, { maxBytes: DISK_BYTES, replicas: 1 })
    },
    start: (definition) =>
      startService(definition, {
        base: {
          NATS_URL: nats.url,
          NATS_PASSWORD: passwordOf(definition.name),
          HTTP_HOST: '127.0.0.1',
          HTTP_PORT: 0,
          ADMIN_TOKEN,
          LOG_LEVEL: 'info',
        },
        database:
          definition.name === 'parser'
            ? undefined
            : { DATABASE_URL: urlOf(postgres, definition.name), DATABASE_POOL: 4 },
        own: {},
        instance: `${definition.name}-${randomUUID().slice(0, 8)}`,
        log: pino({ level: process.env['LOG_LEVEL'] ?? 'silent' }),
      }),
    environmentOf: (service) => ({
      NATS_URL: nats.url,
      NATS_PASSWORD: passwordOf(service),
      ADMIN_TOKEN,
      DATABASE_URL: urlOf(postgres, service),
      LOG_LEVEL: process.env['LOG_LEVEL'] ?? 'error',
    }),
    async publish(...events) {
      await connected()
      await publisher.publishAll(
        events.map((event) => {
          const definition = allEvents.find((known) => known.type === event.type)
          if (definition === undefined) throw new Error(`unknown event ${event.type}`)
          return {
            id: event.id,
            stream: definition.stream,
            subject: subjectOf(definition, event.mailbox),
            redrive: event.redrive,
            body: JSON.stringify(event),
          }
        }),
      )
    },
    publishText: async (subject, text) => void (await jetstream(admin).publish(subject, text)),
    eventsIn: (stream) => eventsIn(admin, stream),
    async count(query, values = []) {
      const { rows } = await pool.query<{ count: string }>(`select count(*) from ${query}`, [...values])
      return Number(rows[0]?.count)
    },
    async stop() {
      await pool.end()
      await admin.close()
      await Promise.all([nats.stop(), postgres.stop()])
    },
  }
}

const passwordOf = (name: string) => `secret-of-${name}`

function urlOf(postgres: PostgresServer, service: string): string {
  const url = new URL(postgres.url)
  url.username = roleOf(service)
  url.password = passwordOf(service)
  return url.href
}

function withSchema(adminUrl: string): string {
  const url = new URL(adminUrl)
  url.searchParams.set('options', '-c search_path=status')
  return url.href
}

async function eventsIn(connection: NatsConnection, stream: StreamName): Promise<TubepostEvent[]> {
  const { state } = await (await jetstreamManager(connection)).streams.info(stream)
  const events: TubepostEvent[] = []
  if (state.messages === 0) return events
  const consumer = await jetstream(connection).consumers.get(stream)
  const messages = await consumer.fetch({ max_messages: state.messages, expires: 5_000 })
  for await (const message of messages) {
    const decoded = decodeEvent(message.string(), allEvents)
    if ('event' in decoded) events.push(decoded.event)
    if (message.info.pending === 0) break
  }
  return events
}
