import type { Publisher } from '@tubepost/bus'
import type { EventDefinition, Origin, ServiceName, TubepostEvent } from '@tubepost/events'
import type { Logger } from 'pino'
import type { ReadReference } from '../define/define-service.ts'
import type { Metrics } from '../observe/metrics.ts'
import type { Tracing } from '../define/tracing.ts'

/** The parts of a running service that the deliveries share. */
export interface Runtime {
  readonly service: ServiceName
  readonly publisher: Publisher
  readonly reference: ReadReference
  readonly log: Logger
  readonly metrics: Metrics
  /** What the service declares to emit, and what its runtime may emit on top. */
  readonly emits: readonly EventDefinition[]
  readonly tracing: Tracing
  /** Share of the mails that are traced. */
  readonly traceRatio: number
  readonly signal: AbortSignal
  /** See ServiceContext. */
  readonly cutOff: AbortSignal
  /** Returns when database and broker answer again. */
  untilUp(): Promise<void>
  now(): string
}

export function originOf(runtime: Runtime): Origin {
  return { service: runtime.service, now: runtime.now(), traceRatio: runtime.traceRatio }
}

/** One way of handling events; `transactional` and `stateless` are the two there are. */
export interface Delivery {
  /** Handles a batch as a whole. Throws when it was not handled; then nothing of it took effect. */
  handleBatch(events: readonly TubepostEvent[]): Promise<void>
  /** Counts one more try of a redelivered event, durably, before the try. */
  countAttempt(eventId: string): Promise<number>
  /** The events are done with: handled, or dead letters. */
  forgetAttempts(eventIds: readonly string[]): Promise<void>
  /** Emits what the runtime itself has to say, such as a dead letter. */
  emit(events: readonly TubepostEvent[]): Promise<void>
}
