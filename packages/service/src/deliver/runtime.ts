import type { Publisher } from '@tubepost/bus'
import type { EventDefinition, Origin, ServiceName, TubepostEvent } from '@tubepost/events'
import type { Logger } from 'pino'
import type { ReadBlobs, ReadReference } from '../define/define-service.ts'
import type { Metrics } from '../observe/metrics.ts'
import type { Tracing } from '../define/tracing.ts'

/** The parts of a running service that the deliveries share. */
export interface Runtime {
  readonly service: ServiceName
  readonly config: unknown
  readonly publisher: Publisher
  readonly reference: ReadReference
  readonly blobs: ReadBlobs
  readonly log: Logger
  readonly metrics: Metrics
  /** Events that the service declares, and those that its runtime adds. */
  readonly emits: readonly EventDefinition[]
  readonly tracing: Tracing
  /** Share of the mails that are traced. */
  readonly traceRatio: number
  readonly signal: AbortSignal
  /** See ServiceContext. */
  readonly cutOff: AbortSignal
  /** Returns when database, broker and bucket answer again. */
  untilUp(): Promise<void>
  now(): string
}

export function originOf(runtime: Runtime): Origin {
  return { service: runtime.service, now: runtime.now(), traceRatio: runtime.traceRatio }
}

/** One way of handling events; there are two, `transactional` and `stateless`. */
export interface Delivery {
  /** Handles a whole batch. Throws when it failed; then nothing of it took effect. */
  handleBatch(events: readonly TubepostEvent[]): Promise<void>
  /** Counts one more try of a redelivered event, durably, before the try. */
  countAttempt(eventId: string): Promise<number>
  /** Forgets events that were handled or became dead letters. */
  forgetAttempts(eventIds: readonly string[]): Promise<void>
  /** Emits events of the runtime itself, such as dead letters. */
  emit(events: readonly TubepostEvent[]): Promise<void>
}
