import { setTimeout as delay } from 'node:timers/promises'
import { type BlobConfig, type Blobs, openBlobs } from '@tubepost/blobs'
import { connectBus, type Consumption, createPublisher } from '@tubepost/bus'
import { createPool, type Pool, readNotices } from '@tubepost/db'
import type { ServiceName } from '@tubepost/events'
import type { Logger } from 'pino'
import type { Static, TObject } from 'typebox'
import { byGateway } from '../http/authorize.ts'
import { type BaseConfig, type DatabaseConfig, traceRatioOf } from '../define/config.ts'
import { startConsuming } from '../deliver/consuming.ts'
import { emittedBy } from '../define/declaration.ts'
import type { ReadBlobs, ServiceDefinition, ServiceOutline } from '../define/define-service.ts'
import { createHttp } from '../http/http.ts'
import { createMetrics, metricsOf } from '../observe/metrics.ts'
import { NewerTables, refuseNewerTables } from './newer-tables.ts'
import { createReadings } from '../observe/readings.ts'
import { keepOwnedReferences, openReferences } from './references.ts'
import { followLives } from '../deliver/follow-lives.ts'
import { followGenerations, pruneOld, SWEEP_AFTER_S, sweep } from '../deliver/relay.ts'
import type { Runtime } from '../deliver/runtime.ts'
import { runtimeReadings } from '../observe/runtime-readings.ts'
import { createContext } from './service-context.ts'
import { shareWhileYoung } from './share-while-young.ts'
import { createShutdown } from './shutdown.ts'
import { startTracing } from '../observe/start-tracing.ts'
import { watchPublisher } from '../observe/watch-publisher.ts'
import { createTimers, type Every, keepRunning } from './timers.ts'
import { untilUp } from './until-up.ts'

export interface StartOptions<Config> {
  base: BaseConfig
  database: Static<typeof DatabaseConfig> | undefined
  blobs: BlobConfig | undefined
  own: Config
  instance: string
  log: Logger
}

export interface RunningService {
  readonly port: number
  /** Resolves with the reason when the service can work no more and must be stopped. */
  readonly outdated: Promise<NewerTables>
  /** Releases work that another replica can take up, finishes work in hand, and closes what was opened. */
  stop(): Promise<void>
  /** The part that `stop` waits for. */
  stoppingPart(): string
}

// Longest wait for a collector that does not take the last spans.
const FLUSH_MS = 3_000

// A set-up that was applied is known everywhere after this long, and half of it more.
const LOOK_EVERY_MS = 2_000
const FOLLOW_EVERY_MS = 10_000
const PRUNE_EVERY_MS = 3_600_000
// Much less than the seven minutes after which a failing event is given up.
const NEWER_TABLES_EVERY_MS = 30_000

/** Starts every part of a service in the order in which they need each other; `stop` takes them down in reverse. */
export async function startService<Schema extends TObject, State>(
  definition: ServiceDefinition<Schema, State>,
  options: StartOptions<Static<Schema>>,
): Promise<RunningService> {
  const { base, log } = options
  const shutdown = createShutdown(log)
  const { onStop } = shutdown
  try {
    const metrics = createMetrics(definition.name, metricsOf(definition))
    const by = { service: definition.name, instance: options.instance, broker: base.NATS_URL }
    const tracing = await startTracing(base, by)
    onStop('traces', () => Promise.race([tracing.stop(), delay(FLUSH_MS)]))
    const connection = await connectBus({
      servers: base.NATS_URL,
      user: definition.name,
      seed: base.NATS_SEED,
      caFile: base.NATS_CA_FILE,
      onStatus: (status) => log.debug(status, 'nats'),
    })
    // Without a broker there is nothing to drain to; the broker delivers again what was not acknowledged.
    onStop('broker', () => connection.drain().catch(() => connection.close()))
    const pool = options.database === undefined ? undefined : openPool(definition.name, options.database, log)
    if (pool !== undefined) {
      onStop('database', () => pool.end())
      await refuseNewerTables(pool, definition)
    }
    const blobs = await openBytes(definition, options, pool)
    if (blobs !== undefined) onStop('bytes', () => blobs.close())
    const references = await openReferences(connection, definition)
    onStop('reference data', () => references.stop())

    const runtime: Runtime = {
      service: definition.name,
      config: options.own,
      publisher: watchPublisher(await createPublisher(connection), metrics, tracing),
      reference: references.read,
      blobs: blobs ?? notDeclared(definition.name),
      log,
      metrics,
      tracing,
      traceRatio: traceRatioOf(base),
      emits: emittedBy(definition),
      signal: shutdown.signal,
      cutOff: shutdown.cutOff,
      untilUp: () => untilUp({ connection, pool, blobs }, shutdown.signal),
      now: () => new Date().toISOString(),
    }
    const context = createContext(definition, options, { runtime, connection, pool, blobs })
    const every = createTimers(runtime, onStop)

    const outdated = Promise.withResolvers<NewerTables>()
    if (pool !== undefined) {
      every('newer tables', NEWER_TABLES_EVERY_MS, async () => {
        await refuseNewerTables(pool, definition).catch((error: unknown) => {
          if (!(error instanceof NewerTables)) throw error
          outdated.resolve(error)
        })
      })
    }
    if (pool !== undefined && definition.migrations !== undefined) {
      const look = shareWhileYoung(LOOK_EVERY_MS / 2, () => readNotices(pool, SWEEP_AFTER_S))
      const fill = keepOwnedReferences(definition, context)
      every('references', LOOK_EVERY_MS, async () => fill((await look()).appliedRevision))
      every('sweep', LOOK_EVERY_MS, async () => sweep(runtime, pool, (await look()).leftStreams))
      followStreams(runtime, pool, every)
    }

    const own = (definition.readings ?? []).map((reading) => ({ ...reading, read: () => reading.read(context) }))
    const readings = [...runtimeReadings(definition, connection, pool, base), ...own]
    const refresh = createReadings(readings, metrics, log)
    const { registry } = metrics
    const app = createHttp({
      authorize: definition.authorize?.(context) ?? byGateway(base.GATEWAY_TOKEN),
      metrics: { contentType: registry.contentType, text: () => refresh().then(() => registry.metrics()) },
      log,
      stopping: shutdown.signal,
      degraded: definition.degraded && (async () => definition.degraded?.(context) ?? []),
      checks: {
        running: async () => {
          if (shutdown.signal.aborted) throw new Error('the service is stopping')
        },
        nats: async () => void (await connection.rtt()),
        ...(pool === undefined ? {} : { database: async () => void (await pool.query('select 1')) }),
        referenceData: async () => {
          const missing = references.missing()
          if (missing.length > 0) throw new Error(`not complete: ${missing.join(', ')}`)
        },
        ...definition.checks?.(context),
      },
    })
    // Calls in hand are answered. A client that reads its answer too slowly is cut off.
    shutdown.cutOff.addEventListener('abort', () => app.server.closeAllConnections())
    onStop('HTTP', () => app.close())
    for (const routes of definition.http ?? []) await routes(app, context)
    await app.listen({ host: base.HTTP_HOST, port: base.HTTP_PORT })

    for (const timer of definition.timers ?? []) every(timer.name, timer.everyMs, () => timer.run(context))
    for (const loop of definition.loops ?? []) {
      const running = keepRunning(runtime, loop.name, () => loop.run(context))
      onStop(`loop ${loop.name}`, () => running)
    }

    let consumption: Consumption | undefined
    void references.whenReady().then(() => {
      if (!shutdown.signal.aborted) consumption = startConsuming(definition.consumes, runtime, connection, pool)
    })
    onStop('events in hand', () => consumption?.stop())
    const address = app.server.address()
    const port = typeof address === 'object' && address !== null ? address.port : base.HTTP_PORT
    return { port, outdated: outdated.promise, stop: shutdown.run, stoppingPart: shutdown.part }
  } catch (error) {
    await shutdown.run()
    throw error
  }
}

function openPool(service: ServiceName, config: Static<typeof DatabaseConfig>, log: Logger): Pool {
  return createPool({
    url: config.DATABASE_URL,
    max: config.DATABASE_POOL,
    name: service,
    onError: (error) => log.warn({ err: error }, 'a database connection broke'),
  })
}

/** @returns undefined for a service that uses no bytes */
async function openBytes(
  { blobs }: Pick<ServiceOutline, 'blobs'>,
  { blobs: config }: Pick<StartOptions<unknown>, 'blobs'>,
  pool: Pool | undefined,
): Promise<Blobs | undefined> {
  return blobs === undefined || config === undefined || pool === undefined ? undefined : openBlobs(pool, config)
}

const notDeclared = (service: ServiceName): ReadBlobs => ({
  read: async () => {
    throw new Error(`${service} does not declare to read the bytes of mails`)
  },
})

/** Publishes again those outbox rows that the broker lost. */
function followStreams(runtime: Runtime, pool: Pool, every: Every): void {
  const follow = followLives('outbox')
  every('generations', FOLLOW_EVERY_MS, () => followGenerations(runtime, pool, follow))
  every('prune', PRUNE_EVERY_MS, () => pruneOld(runtime, pool))
}
