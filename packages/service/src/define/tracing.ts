import type { TubepostEvent } from '@tubepost/events'

/**
 * Spans of sampled mails; for all other mails it costs one comparison. Ids are derived from the event and the
 * service, so a child can name a parent it has never met, and work done twice gives the same span.
 */
export interface Tracing {
  /** Records the work that made the first event of a chain: the root of the mail's trace. */
  began(event: TubepostEvent, work: Work): void
  /** Records that a service handled an event. `carried` is the trace context of its message. */
  handled(event: TubepostEvent, handling: Handling): void
  /**
   * Records later work for an event that was handled before. `key` tells several pieces of work for one event apart.
   */
  did(event: TubepostEvent, work: Work & { readonly key: string }): void
  /** Records that the broker acknowledged an event. @param traceparent of the span in which the event was made */
  published(message: PublishedMessage, startedAt: number): void
  /** The trace context for a message in place of its event's own: that of the span in which it is published. */
  carriedBy(message: Pick<PublishedMessage, 'id' | 'traceparent'>): string | undefined
  stop(): Promise<void>
}

export interface Handling {
  readonly startedAt: number
  readonly subject: string
  /** Called for sampled mails alone, because headers are decoded only when they are read. */
  readonly carried: () => string | undefined
  /** Number of events handled in the same transaction. */
  readonly batch: number
  /** A code, never a text from outside. */
  readonly error?: string
  /** Number of a failed try that is followed by another. */
  readonly failedTry?: number
}

export interface PublishedMessage {
  readonly id: string
  readonly subject: string
  readonly body: string
  readonly traceparent?: string | undefined
}

/** Work of a service besides handling events. */
export interface Work {
  /** Type and name of the operation, by OpenTelemetry's conventions. */
  readonly type: 'create' | 'receive' | 'send' | 'settle'
  readonly name: string
  /** The object of the work; the span's name is `{name} {on}`. */
  readonly on: string
  /** Protocol, such as imap or smtp; `tubepost` for work of our own. */
  readonly system: string
  readonly startedAt: number
  readonly server?: { readonly host: string; readonly port: number }
  /** A code, never a text from outside. */
  readonly error?: string | undefined
}

/** The work of making an event without a cause, such as a person's request or a check by a timer. */
export function createdAt(event: TubepostEvent, startedAt: number): Work {
  const on = event.type.replace(/^dev\.tubepost\./, '')
  return { type: 'create', name: 'create', on, system: 'tubepost', startedAt }
}
