import type { Blobs } from '@tubepost/blobs'
import type { ReferenceReader } from '@tubepost/bus'
import type { BlobUse, Pool, Tx } from '@tubepost/db'
import type {
  EventDefinition,
  EventOf,
  Origin,
  RecordOf,
  ReferenceDefinition,
  ServiceName,
  StreamName,
  TubepostEvent,
} from '@tubepost/events'
import type { FastifyInstance } from 'fastify'
import type { Logger } from 'pino'
import type { Static, TObject } from 'typebox'
import type { Authorize } from '../http/authorize.ts'
import type { CounterDefinition, HistogramDefinition, Reading, Tally } from './define-metric.ts'
import type { Checks, Degraded } from '../http/checks.ts'
import type { Tracing } from './tracing.ts'
import type { Wake } from './wake.ts'

/** Reads one kind of reference data; throws for kinds the service does not declare. */
export type ReadReference = <Definition extends ReferenceDefinition>(
  definition: Definition,
) => ReferenceReader<Definition>

/** Reads bytes; throws in services that do not declare to use any. */
export type ReadBlobs = Pick<Blobs, 'read'>

/** Everything besides the events that a handler may know of the world. */
export interface HandlerContext<Config = unknown> {
  readonly config: Config
  /** The moment of handling, RFC 3339. The same for the whole batch. */
  readonly now: string
  /** The origin of the events it returns. */
  readonly origin: Origin
  readonly reference: ReadReference
  /** The bytes of mails. Not to be read within a transaction, where a bucket may make it last. */
  readonly blobs: ReadBlobs
  /** Counts made while handling take effect when the batch succeeds, and are dropped when it fails. */
  readonly tally: Tally
}

export interface StatelessContext<Config = unknown> extends HandlerContext<Config> {
  /** Publishes some of the events before the others are known, which take longer. A batch that fails publishes them again. */
  publishAhead(events: readonly TubepostEvent[]): Promise<void>
}

export interface TransactionalContext<Config = unknown> extends HandlerContext<Config> {
  readonly tx: Tx
}

interface SubscriptionOf<Kind extends string, Context> {
  readonly kind: Kind
  readonly stream: StreamName
  readonly events: readonly EventDefinition[]
  readonly batchMax: number
  /** Whether nobody waits for the effect: then what comes within a moment is one batch. */
  readonly unhurried: boolean
  readonly handler: (events: readonly TubepostEvent[], context: Context) => Promise<readonly TubepostEvent[]>
}
export type Subscription =
  | (SubscriptionOf<'transactional', TransactionalContext> & {
      /** The effect loop to wake after a batch, because the batch leaves work for it. */
      readonly wakes?: Wake | undefined
      /**
       * Whether its own tables know an event again: no inbox row is written then, and nothing may be returned. The
       * property by which they do is named where the subscription is made.
       */
      readonly idempotent: boolean
    })
  | SubscriptionOf<'stateless', StatelessContext>

// Large enough that many mails share a commit, small enough that a batch takes a fraction of a second.
const BATCH_MAX = 200

/**
 * Subscribes to one event. The batch, its inbox rows and the outbox rows of the returned events are one transaction.
 */
export function handle<Definition extends EventDefinition, Config = unknown>(
  definition: Definition,
  handler: (
    events: readonly EventOf<Definition>[],
    context: TransactionalContext<Config>,
  ) => Promise<readonly TubepostEvent[]>,
  options: TransactionalOptions = {},
): Subscription {
  return transactional(definition.stream, [definition], handler as AnyHandler, options)
}

/** Subscribes to several events of one stream with one handler, which gets them in stream order. */
export function handleAll<Config = unknown>(
  stream: StreamName,
  events: readonly EventDefinition[],
  handler: (
    events: readonly TubepostEvent[],
    context: TransactionalContext<Config>,
  ) => Promise<readonly TubepostEvent[]>,
  options: TransactionalOptions = {},
): Subscription {
  return transactional(stream, events, handler as AnyHandler, options)
}

type Transactional = Extract<Subscription, { kind: 'transactional' }>
type AnyHandler = Transactional['handler']
type TransactionalOptions = Partial<Pick<Transactional, 'wakes' | 'idempotent' | 'unhurried'>>

function transactional(
  stream: StreamName,
  events: readonly EventDefinition[],
  handler: AnyHandler,
  { wakes, idempotent = false, unhurried = false }: TransactionalOptions,
): Subscription {
  return { kind: 'transactional', stream, events, batchMax: BATCH_MAX, unhurried, handler, wakes, idempotent }
}

/**
 * Subscribes without tables. The ids of the returned events are derived from their cause, so handling twice equals
 * once.
 */
export function handleStateless<Definition extends EventDefinition, Config = unknown>(
  definition: Definition,
  handler: (
    events: readonly EventOf<Definition>[],
    context: StatelessContext<Config>,
  ) => Promise<readonly TubepostEvent[]>,
): Subscription {
  return {
    kind: 'stateless',
    stream: definition.stream,
    events: [definition],
    batchMax: BATCH_MAX,
    unhurried: false,
    handler: handler as (
      events: readonly TubepostEvent[],
      context: StatelessContext,
    ) => Promise<readonly TubepostEvent[]>,
  }
}

/** The context of a transaction outside of a subscription. */
export interface ActContext extends Pick<HandlerContext, 'now' | 'origin' | 'tally'> {
  /** Writes events to the outbox in the transaction. Throws for an event that the service does not declare. */
  emit(...events: readonly TubepostEvent[]): void
}

/** The context of a service's loops, timers and HTTP routes. */
export interface ServiceContext<Config = unknown, State = unknown> {
  readonly config: Config
  /** Shared by the loops, timers, readings, checks and routes of one running service, and lost with it. */
  readonly state: State
  readonly log: Logger
  /** Name of this process among its replicas. */
  readonly instance: string
  /** Aborted when the service stops. */
  readonly signal: AbortSignal
  /** Aborted some seconds after `signal`: work that still waits for another machine must stop waiting. */
  readonly cutOff: AbortSignal
  /** Throws in services without a database. */
  readonly pool: Pool
  /** The bytes of mails. Throws in services that do not declare to use any. */
  readonly blobs: Blobs
  readonly reference: ReadReference
  /** Runs one transaction; the events it emits go to the outbox and are published right after the commit. */
  act<Result>(work: (tx: Tx, context: ActContext) => Promise<Result>): Promise<Result>
  /** Counts at once. Inside `act` use the tally of its context, which waits for the commit. */
  readonly tally: Tally
  /** Records the spans of work outside of subscriptions. */
  readonly trace: Pick<Tracing, 'began' | 'did'>
  /** The origin of events that are made outside of `act`. */
  origin(): Origin
  /** The life of a stream as the broker told it within the last seconds. */
  generationOf(stream: StreamName): Promise<string>
  /** The current life of a stream and the sequences it holds. */
  lookAtStream(stream: StreamName): Promise<{ generation: string; first: number; last: number }>
  /** Events of the streams this service reads that it has not handled yet. */
  lag(): Promise<number>
  /** Where the integrators stand that have read once. The console's user alone may ask. */
  integrators(): Promise<readonly { stream: StreamName; consumer: string; pending: number }[]>
  /** Publishes events stored in a table of the service's own, and returns where the broker keeps them. */
  publish(
    events: readonly TubepostEvent[],
    onSent?: () => void,
  ): Promise<readonly { id: string; generation: string; sequence: number }[]>
  /** Copies one owned kind of reference data from the table to its bucket. */
  putReference(definition: ReferenceDefinition): Promise<void>
}

/** Reference data that a service owns, with the query that reads it from its tables. */
export interface OwnedReference<Definition extends ReferenceDefinition = ReferenceDefinition> {
  readonly definition: Definition
  readonly load: (pool: Pool) => Promise<ReadonlyMap<string, RecordOf<Definition>>>
}

export function owned<Definition extends ReferenceDefinition>(
  definition: Definition,
  load: OwnedReference<Definition>['load'],
): OwnedReference {
  return { definition, load }
}

export interface Timer<Config, State = unknown> {
  readonly name: string
  readonly everyMs: number
  readonly run: (context: ServiceContext<Config, State>) => Promise<void>
}

/** An event as stored in a stream: in which life of the stream, at which sequence. */
export interface StoredEvent {
  readonly event: TubepostEvent
  readonly generation: string
  readonly sequence: number
}

/** The arguments of `restore`, after a service's tables were put back to an earlier time. */
export interface Restored {
  /** Shortly before the time of the tables: everything older is in them. */
  readonly since: Date
  /** When the restore runs. Events caused before may already have had their effect on the outside world. */
  readonly at: Date
  readonly origin: Origin
  /** Events of a stream from `since` on, in order, in batches. */
  events(stream: StreamName): AsyncIterable<readonly StoredEvent[]>
}

/** A service as the broker, the database and the installation see it, without the work of its process. */
export interface ServiceOutline {
  readonly name: ServiceName
  readonly config: TObject
  /** In the order in which the data flows. */
  readonly consumes: readonly Subscription[]
  /** Folder of the `NNNN_name.sql` files of a service with tables. */
  readonly migrations?: string
  /** Its use of the bytes of mails. A service without tables that reads them has a database too. */
  readonly blobs?: BlobUse
  /** Returning or emitting an event that is not listed here is an error. */
  readonly emits: readonly EventDefinition[]
  readonly reads?: readonly ReferenceDefinition[]
  readonly owns?: readonly OwnedReference[]
  /** Counters and histograms besides those that every service has. */
  readonly counts?: readonly (CounterDefinition | HistogramDefinition)[]
  /** Gauges at `/metrics` about its tables and connections. */
  readonly readings?: readonly Pick<Reading<never>, 'gauges'>[]
  /**
   * Writes its part of the declarations, which are kept outside of the tables, to its tables. The installer calls it, also
   * while the service runs: what is applied takes effect without a restart. Applying the same again changes nothing.
   */
  declares?(tx: Tx, declared: unknown): Promise<void>
  /**
   * Brings restored tables up to what the broker knows, except for what handling the events again will do. Runs while
   * no service does. Running it again changes nothing.
   */
  readonly restore?: (tx: Tx, restored: Restored) => Promise<readonly TubepostEvent[]>
}

export interface ServiceDefinition<Schema extends TObject = TObject, State = unknown> extends ServiceOutline {
  readonly config: Schema
  /** Makes the `state` of the context, once for each running service. */
  readonly state?: () => State
  /** Checks at `/readyz` besides those of the service's own connections. */
  readonly checks?: (context: ServiceContext<Static<Schema>, State>) => Checks
  /** Parts that do not work while the service is ready: `/readyz` lists them. */
  readonly degraded?: (context: ServiceContext<Static<Schema>, State>) => Promise<readonly Degraded[]>
  /** Says who calls the API; by default the gateway, with GATEWAY_TOKEN, says for whom it calls. */
  readonly authorize?: (context: ServiceContext<Static<Schema>, State>) => Authorize
  readonly readings?: readonly Reading<ServiceContext<Static<Schema>, State>>[]
  readonly timers?: readonly Timer<Static<Schema>, State>[]
  /** Effect loops: each runs until the signal is aborted, and is restarted when it throws. */
  readonly loops?: readonly { name: string; run: (context: ServiceContext<Static<Schema>, State>) => Promise<void> }[]
  readonly http?: readonly ((
    app: FastifyInstance,
    context: ServiceContext<Static<Schema>, State>,
  ) => void | Promise<void>)[]
}

/** A service that uses a state must say how it is made. */
type WithState<State> = unknown extends State ? unknown : { readonly state: () => State }

/** A service is a list of subscriptions. Defining one has no side effect. */
export function defineService<Schema extends TObject, State = unknown>(
  definition: ServiceDefinition<Schema, State> & WithState<NoInfer<State>>,
): ServiceDefinition<Schema, State> {
  const streams = definition.consumes.map((subscription) => subscription.stream)
  if (new Set(streams).size < streams.length) {
    throw new Error(`${definition.name} subscribes twice to one stream; give one subscription all its events`)
  }
  return definition
}
