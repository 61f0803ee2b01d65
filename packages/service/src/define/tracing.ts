import type { TubepostEvent } from '@tubepost/events'

/**
 * Spans of sampled mails; costs one comparison for all others. Ids are derived from the event and the service, so that a
 * child can name its parent without having met it, and what is done twice is the same span.
 */
export interface Tracing {
  /** The work in which the first event of a chain was made: the root of the mail's trace. */
  began(event: TubepostEvent, work: Work): void
  /** A service handled an event. `carried` is the trace context of the message it came with. */
  handled(event: TubepostEvent, handling: Handling): void
  /** Work of the service for an event it has had before. `key` tells several works for one event apart. */
  did(event: TubepostEvent, work: Work & { readonly key: string }): void
  /** The broker has acknowledged an event. @param traceparent of the span in which the event was made */
  published(message: PublishedMessage, startedAt: number): void
  /** What a message is to carry instead of the context of its event: the span in which it is published. */
  carriedBy(message: Pick<PublishedMessage, 'id' | 'traceparent'>): string | undefined
  stop(): Promise<void>
}

export interface Handling {
  readonly startedAt: number
  readonly subject: string
  /** Asked for sampled mails alone: the headers of a message are decoded when they are looked at. */
  readonly carried: () => string | undefined
  /** Events handled in the same transaction. */
  readonly batch: number
  /** A code, never a text from outside. */
  readonly error?: string
  /** The number of a try that failed and is followed by another. */
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
  /** As the conventions have it: what kind of work, and what this one is called. */
  readonly type: 'create' | 'receive' | 'send' | 'settle'
  readonly name: string
  /** What it is done with; the span's name is `{name} {on}`. */
  readonly on: string
  /** The protocol it is done over, such as imap or smtp; `tubepost` for work of our own. */
  readonly system: string
  readonly startedAt: number
  readonly server?: { readonly host: string; readonly port: number }
  /** A code, never a text from outside. */
  readonly error?: string | undefined
}

/** The work of making an event that no other caused: somebody's request, or a look of our own. */
export function createdAt(event: TubepostEvent, startedAt: number): Work {
  const on = event.type.replace(/^dev\.tubepost\./, '')
  return { type: 'create', name: 'create', on, system: 'tubepost', startedAt }
}
