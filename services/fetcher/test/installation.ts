import { jetstream, jetstreamManager } from '@nats-io/jetstream'
import {
  connectBus,
  consumeBatches,
  type Consumption,
  createPublisher,
  durableOf,
  inboxPrefixOf,
  type NatsConnection,
  natsServerConfig,
  permissionsOf,
  provision,
  type ServiceDeclaration,
} from '@tubepost/bus'
import { createPool, migrate, type Pool, roleOf } from '@tubepost/db'
import {
  allEvents,
  causedBy,
  type DataOf,
  decodeEvent,
  type EventOf,
  mailReceived,
  mailSettled,
  type StreamName,
  subjectOf,
  type TubepostEvent,
} from '@tubepost/events'
import { declarationOf } from '@tubepost/service'
import { type NatsServer, type PostgresServer, startNats, startPostgres, tempDir, waitUntil } from '@tubepost/testing'
import { service } from '../src/service.ts'

export type Received = EventOf<typeof mailReceived>
export type Settled = EventOf<typeof mailSettled>
export type Verdict = Pick<DataOf<typeof mailSettled>, 'outcome' | 'reason'>

/** Real servers, provisioned for the fetcher, which works under its own restricted users. */
export interface Installation {
  readonly nats: NatsServer
  readonly postgres: PostgresServer
  readonly pool: Pool
  /** What a fetcher is to find in its environment. */
  readonly environment: Readonly<Record<string, string>>
  provision(): Promise<void>
  /** Plays the rest of the system: settles every mail, or leaves it unsettled where the verdict is undefined. */
  settle(verdictOf: (mail: Received) => Verdict | undefined): void
  /** Settles one mail now. */
  settleNow(mail: Received, verdict: Verdict): Promise<void>
  /** Events that stand in a stream, oldest first. */
  received(mailbox?: string): Promise<Received[]>
  settled(mailbox: string): Promise<Settled[]>
  eventsIn(stream: StreamName): Promise<TubepostEvent[]>
  /** Rows of the ledger, in the order of UIDs. */
  ledger(mailbox: string): Promise<LedgerRow[]>
  stop(): Promise<void>
}

export interface LedgerRow {
  mailId: string
  uid: number | null
  outcome: string | null
  reason: string | null
  final: string | null
  problem: string | null
  alarm: string | null
  published: boolean
  redrive: number
}

export const ADMIN_TOKEN = 'token-of-the-tests'
export const APPLIED: Verdict = { outcome: 'applied', reason: null }
const DISK_BYTES = 256 * 1024 * 1024

export async function startInstallation(): Promise<Installation> {
  const parser: ServiceDeclaration = {
    name: 'parser',
    consumes: [{ stream: 'MAIL', events: [mailReceived] }],
    emits: [mailSettled],
    reads: [],
    owns: [],
  }
  const fetcher = declarationOf(service)
  const users = [fetcher, parser].map((declaration) => ({
    name: declaration.name,
    password: passwordOf(declaration.name),
    permissions: permissionsOf(declaration, inboxPrefixOf(declaration.name)),
  }))
  const [nats, postgres] = await Promise.all([
    startNats({
      dir: await tempDir('nats'),
      syncAlways: false,
      config: natsServerConfig({ users, admin: { name: 'admin', password: passwordOf('admin') } }),
    }),
    startPostgres({ dir: await tempDir('postgres'), settings: { fsync: 'off' } }),
  ])
  const migrations = new URL('../migrations', import.meta.url).pathname
  await migrate(postgres.url, [{ name: 'fetcher', migrations, password: passwordOf('fetcher'), storesBlobs: true }])
  const admin = await connectBus({
    servers: nats.url,
    user: 'admin',
    password: passwordOf('admin'),
    onStatus: () => {},
  })
  const provisionAll = async (): Promise<void> => {
    await waitUntil(
      () =>
        admin.rtt().then(
          () => true,
          () => false,
        ),
      { timeoutMs: 10_000, what: 'the broker' },
    )
    await provision(admin, [fetcher, parser], { maxBytes: DISK_BYTES, replicas: 1 })
    // What a process that was killed or stopped had in hand comes back after the ack wait; half a minute is for production.
    const { consumers } = await jetstreamManager(admin)
    await consumers.update('OUTCOME', durableOf('fetcher'), { ack_wait: 1_000_000_000 })
  }
  await provisionAll()
  const pool = createPool({ url: asAdmin(postgres.url), max: 2, name: 'test', onError: () => {} })
  const publisher = await createPublisher(admin)
  let verdictOf: (mail: Received) => Verdict | undefined = () => APPLIED
  let consumption: Consumption | undefined

  async function settleNow(mail: Received, verdict: Verdict): Promise<void> {
    const { mailId, mailbox } = mail.data
    const text = 'Told so by the test.'
    const data = { mailId, mailbox, text, replyRequested: false, changed: [], ...verdict }
    const event = causedBy(mail, mailSettled, { service: 'parser', now: new Date().toISOString() }, data)
    const { id, redrive } = event
    const subject = subjectOf(mailSettled, mailbox)
    await publisher.publishAll([{ id, stream: 'OUTCOME', subject, redrive, body: JSON.stringify(event) }])
  }

  return {
    nats,
    postgres,
    pool,
    environment: {
      NATS_URL: nats.url,
      NATS_PASSWORD: passwordOf('fetcher'),
      ADMIN_TOKEN,
      DATABASE_URL: asFetcher(postgres.url),
    },
    provision: provisionAll,
    settleNow,
    settle(next) {
      verdictOf = next
      consumption ??= consumeBatches(admin, {
        stream: 'MAIL',
        durable: durableOf('parser'),
        batchMax: 100,
        onInterrupted: () => {},
        async onBatch(messages) {
          for (const message of messages) {
            const mail = message.json<Received>()
            const verdict = verdictOf(mail)
            if (verdict !== undefined) await settleNow(mail, verdict)
            message.ack()
          }
        },
      })
    },
    received: async (mailbox) => (await eventsIn(admin, 'MAIL')).filter((event) => isOf(event, mailbox)) as Received[],
    settled: async (mailbox) =>
      (await eventsIn(admin, 'OUTCOME')).filter(
        (event) => isOf(event, mailbox) && event.type === mailSettled.type,
      ) as Settled[],
    eventsIn: (stream) => eventsIn(admin, stream),
    async ledger(mailbox) {
      const { rows } = await pool.query<LedgerRow>(LEDGER, [mailbox])
      return rows
    },
    async stop() {
      await consumption?.stop()
      await pool.end()
      await admin.close()
      await Promise.all([nats.stop(), postgres.stop()])
    },
  }
}

const LEDGER = `select mail_id as "mailId", uid::int as uid, outcome, reason, final_action as final, final_problem as problem, alarm,
                       published_at is not null as published, redrive
                from mail where mailbox_id = $1 order by uid, taken_at`

const passwordOf = (name: string): string => `secret-of-${name}`

const isOf = (event: TubepostEvent, mailbox: string | undefined): boolean =>
  mailbox === undefined || event.mailbox === mailbox

function asFetcher(adminUrl: string): string {
  const url = new URL(adminUrl)
  url.username = roleOf('fetcher')
  url.password = passwordOf('fetcher')
  return url.href
}

function asAdmin(adminUrl: string): string {
  const url = new URL(adminUrl)
  url.searchParams.set('options', '-c search_path=fetcher')
  return url.href
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
