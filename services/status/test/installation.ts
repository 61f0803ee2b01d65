import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
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
import { declarationOf } from '@tubepost/service'
import { freePort, type Program, startNats, startPostgres, startProgram, tempDir } from '@tubepost/testing'
import { service } from '../src/service.ts'

/** Real servers, provisioned for the status service, which works under its own restricted users. */
export interface Installation {
  readonly pool: Pool
  /** The real service as a process of its own, configured as in production. */
  startStatus(): Promise<Replica>
  publish(event: TubepostEvent): Promise<void>
  /** Events that stand in a stream, oldest first. */
  eventsIn(stream: StreamName): Promise<TubepostEvent[]>
  stop(): Promise<void>
}

export interface Replica extends Program {
  ask(method: string, path: string, body?: unknown): Promise<{ status: number; body: unknown }>
  /** An event stream, left open. */
  open(path: string, headers?: Readonly<Record<string, string>>): Promise<Response>
}

const ADMIN_TOKEN = 'token-of-the-tests'
const DISK_BYTES = 256 * 1024 * 1024
const MAIN = new URL('../src/main.ts', import.meta.url).pathname

export async function startInstallation(setup: object): Promise<Installation> {
  const declaration = declarationOf(service)
  const user = {
    name: 'status',
    password: passwordOf('status'),
    permissions: permissionsOf(declaration, inboxPrefixOf('status')),
  }
  const [nats, postgres] = await Promise.all([
    startNats({
      dir: await tempDir('nats'),
      syncAlways: false,
      config: natsServerConfig({ users: [user], admin: { name: 'admin', password: passwordOf('admin') } }),
    }),
    startPostgres({ dir: await tempDir('postgres'), settings: { fsync: 'off' } }),
  ])
  const migrations = new URL('../migrations', import.meta.url).pathname
  await migrate(postgres.url, [{ name: 'status', migrations, password: passwordOf('status') }])
  const admin = await connectBus({
    servers: nats.url,
    user: 'admin',
    password: passwordOf('admin'),
    onStatus: () => {},
  })
  await provision(admin, [declaration], { maxBytes: DISK_BYTES, replicas: 1 })
  const publisher = await createPublisher(admin)
  const ofService = new URL(postgres.url)
  ofService.username = roleOf('status')
  ofService.password = passwordOf('status')
  const pool = createPool({ url: ofService.href, max: 2, name: 'test', onError: () => {} })
  const replicas: Program[] = []

  async function startStatus(): Promise<Replica> {
    const dir = await tempDir('status')
    writeFileSync(join(dir, 'tubepost.yaml'), JSON.stringify(setup)) // YAML holds JSON
    const port = String(await freePort())
    const url = `http://127.0.0.1:${port}`
    const program = await startProgram({
      name: 'status',
      command: process.execPath,
      args: [MAIN],
      dir,
      env: {
        NATS_URL: nats.url,
        NATS_PASSWORD: passwordOf('status'),
        DATABASE_URL: ofService.href,
        ADMIN_TOKEN,
        SETUP_FILE: join(dir, 'tubepost.yaml'),
        HTTP_PORT: port,
      },
      stopSignal: 'SIGTERM',
      ready: async () => (await fetch(`${url}/readyz`).catch(() => undefined))?.ok ?? false,
    })
    replicas.push(program)
    const authorization = `Bearer ${ADMIN_TOKEN}`
    return {
      ...program,
      async ask(method, path, body) {
        const response = await fetch(`${url}${path}`, {
          method,
          headers: { authorization, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
          ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        })
        return { status: response.status, body: await response.json() }
      },
      open: (path, headers = {}) => fetch(`${url}${path}`, { headers: { authorization, ...headers } }),
    }
  }

  return {
    pool,
    startStatus,
    async publish(event) {
      const definition = allEvents.find((known) => known.type === event.type)
      if (definition === undefined) throw new Error(`unknown event ${event.type}`)
      const { id, redrive, mailbox } = event
      const subject = subjectOf(definition, mailbox)
      await publisher.publishAll([{ id, stream: definition.stream, subject, redrive, body: JSON.stringify(event) }])
    },
    eventsIn: (stream) => eventsIn(admin, stream),
    async stop() {
      await Promise.all(replicas.map((replica) => replica.stop()))
      await pool.end()
      await admin.close()
      await Promise.all([nats.stop(), postgres.stop()])
    },
  }
}

const passwordOf = (name: string): string => `secret-of-${name}`

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
