import type { ReferenceReader } from '@tubepost/bus'
import type { Pool, Tx } from '@tubepost/db'
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
import type { Checks } from '../http/http.ts'
import type { Tracing } from './tracing.ts'
import type { Wake } from './wake.ts'

/** Reads one kind of reference data; refused for kinds the service does not declare. */
export type ReadReference = <Definition extends ReferenceDefinition>(
  definition: Definition,
) => ReferenceReader<Definition>

/** What a handler is given besides the events. It is all a handler may know of the world. */
export interface HandlerContext {
  /** The moment of handling, RFC 3339. The same for the whole batch. */
  readonly now: string
  /** For events it returns. */
  readonly origin: Origin
  readonly reference: ReadReference
  /** Counts what is handled; it counts when the batch is done with, and not when it fails. */
  readonly tally: Tally
}

export interface TransactionalContext extends HandlerContext {
  readonly tx: Tx
}

interface SubscriptionOf<Kind extends string, Context> {
  readonly kind: Kind
  readonly stream: StreamName
  readonly events: readonly EventDefinition[]
  readonly batchMax: number
  readonly handler: (events: readonly TubepostEvent[], context: Context) => Promise<readonly TubepostEvent[]>
}
export type Subscription =
  | (SubscriptionOf<'transactional', TransactionalContext> & {
      /** The effect loop for which a handled batch leaves work. */
      readonly wakes?: Wake | undefined
    })
  | SubscriptionOf<'stateless', HandlerContext>

// Large enough that a commit is shared by many mails, small enough that a batch is done in a fraction of a second.
const BATCH_MAX = 200

/** Subscribes to one event. The batch, its inbox rows and the outbox rows of what is returned are one transaction. */
export function handle<Definition extends EventDefinition>(
  definition: Definition,
  handler: (events: readonly EventOf<Definition>[], context: TransactionalContext) => Promise<readonly TubepostEvent[]>,
  options: { wakes?: Wake } = {},
): Subscription {
  return transactional(definition.stream, [definition], handler as AnyHandler, options.wakes)
}

/** Subscribes to several events of one stream with one handler, which sees them in the order of the stream. */
export function handleAll(stream: StreamName, events: readonly EventDefinition[], handler: AnyHandler): Subscription {
  return transactional(stream, events, handler)
}

type AnyHandler = Extract<Subscription, { kind: 'transactional' }>['handler']

function transactional(
  stream: StreamName,
  events: readonly EventDefinition[],
  handler: AnyHandler,
  wakes?: Wake,
): Subscription {
  return { kind: 'transactional', stream, events, batchMax: BATCH_MAX, handler, wakes }
}

/** Subscribes without tables: what is returned has ids derived from its cause, so doing it twice is doing it once. */
export function handleStateless<Definition extends EventDefinition>(
  definition: Definition,
  handler: (events: readonly EventOf<Definition>[], context: HandlerContext) => Promise<readonly TubepostEvent[]>,
): Subscription {
  return {
    kind: 'stateless',
    stream: definition.stream,
    events: [definition],
    batchMax: BATCH_MAX,
    handler: handler as (
      events: readonly TubepostEvent[],
      context: HandlerContext,
    ) => Promise<readonly TubepostEvent[]>,
  }
}

/** The surroundings of a transaction outside of a subscription. */
export interface ActContext extends Pick<HandlerContext, 'now' | 'origin' | 'tally'> {
  /** Writes events to the outbox with the transaction. Emitting one that the service does not declare is an error. */
  emit(...events: readonly TubepostEvent[]): void
}

/** What a service's loops, timers and HTTP routes work with. */
export interface ServiceContext<Config = unknown, State = unknown> {
  readonly config: Config
  /** Shared by the loops, timers, readings, checks and routes of one running service, and lost with it. */
  readonly state: State
  readonly log: Logger
  /** Names this process among its replicas. */
  readonly instance: string
  /** Aborted when the service stops. */
  readonly signal: AbortSignal
  /** Aborted some seconds after `signal`: whoever still waits for another machine is to let go of it. */
  readonly cutOff: AbortSignal
  readonly pool: Pool
  readonly reference: ReadReference
  /** One transaction; the events it emits go to the outbox and are published right after the commit. */
  act<Result>(work: (tx: Tx, context: ActContext) => Promise<Result>): Promise<Result>
  /** Counts at once; within `act` there is one that waits for the commit. */
  readonly tally: Tally
  /** The spans of work that is done outside of subscriptions. */
  readonly trace: Pick<Tracing, 'began' | 'did'>
  /** For events that are made outside of `act`. */
  origin(): Origin
  /** The current life of a stream and the places it holds. */
  lookAtStream(stream: StreamName): Promise<{ generation: string; first: number; last: number }>
  /** Events of the streams this service reads that it has not handled yet. */
  lag(): Promise<number>
  /** Publishes events that stand in a table of the service's own, and says where the broker keeps them. */
  publish(
    events: readonly TubepostEvent[],
    onSent?: () => void,
  ): Promise<readonly { id: string; generation: string; sequence: number }[]>
  /** Puts an owned kind of reference data into its bucket, from the table. */
  putReference(definition: ReferenceDefinition): Promise<void>
}

/** Reference data a service owns, and how it reads it from its tables. */
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

/** An event as a stream holds it, and where: in which life of the stream, at which place. */
export interface StoredEvent {
  readonly event: TubepostEvent
  readonly generation: string
  readonly sequence: number
}

/** What a service is given when its tables have been put back to an earlier time. */
export interface Restored {
  /** Shortly before the time the tables are of: what is older stands in them. */
  readonly since: Date
  /** When the restore runs. What was caused before may have had its effect on the outside world. */
  readonly at: Date
  readonly origin: Origin
  /** What a stream holds from `since` on, in its order, in batches. */
  events(stream: StreamName): AsyncIterable<readonly StoredEvent[]>
}

/** What somebody has declared outside of the tables, such as in a file. The runtime does not know what it is. */
export interface Declares<Config> {
  /** Reads and checks it, before anything else; what it throws ends the start. `undefined`: the tables stay as they are. */
  load(config: Config): unknown
  /** Brings the service's tables to what `load` returned. Runs before the service does, under a lock. */
  apply(tx: Tx, declared: unknown): Promise<void>
}

/** A service as the broker, the database and the installation see it, without the work of its process. */
export interface ServiceOutline {
  readonly name: ServiceName
  readonly config: TObject
  /** In the order the data flows. */
  readonly consumes: readonly Subscription[]
  /** Folder of its `NNNN_name.sql`, of a service that owns tables. */
  readonly migrations?: string
  /** Returning or emitting an event that is not listed here is an error. */
  readonly emits: readonly EventDefinition[]
  readonly reads?: readonly ReferenceDefinition[]
  readonly owns?: readonly OwnedReference[]
  /** What it counts, besides what is counted of every service. */
  readonly counts?: readonly (CounterDefinition | HistogramDefinition)[]
  /** What it shows at `/metrics` of its tables and connections. */
  readonly readings?: readonly Pick<Reading<never>, 'gauges'>[]
  /**
   * Brings tables that were put back to an earlier time up to what the broker knows, as far as handling the events again
   * will not. Runs while no service does; doing it again changes nothing.
   */
  readonly restore?: (tx: Tx, restored: Restored) => Promise<readonly TubepostEvent[]>
}

export interface ServiceDefinition<Schema extends TObject = TObject, State = unknown> extends ServiceOutline {
  readonly config: Schema
  /** Makes the `state` of the context, once for each running service. */
  readonly state?: () => State
  /** What `/readyz` asks besides the service's own connections. */
  readonly checks?: (context: ServiceContext<Static<Schema>, State>) => Checks
  /** Who may call the API; the holder of ADMIN_TOKEN where nothing is said. */
  readonly authorize?: (context: ServiceContext<Static<Schema>, State>) => Authorize
  readonly readings?: readonly Reading<ServiceContext<Static<Schema>, State>>[]
  /** Settings that stand in a file, and how they come into the service's tables. */
  readonly declares?: Declares<Static<Schema>>
  readonly timers?: readonly Timer<Static<Schema>, State>[]
  /** Effect loops: each runs until the signal is aborted, and is started again when it throws. */
  readonly loops?: readonly { name: string; run: (context: ServiceContext<Static<Schema>, State>) => Promise<void> }[]
  readonly http?: readonly ((
    app: FastifyInstance,
    context: ServiceContext<Static<Schema>, State>,
  ) => void | Promise<void>)[]
}

/** Whoever uses a state has to say how it is made. */
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
