import type { Publisher } from '@tubepost/bus'
import type { Metrics } from './metrics.ts'
import type { Tracing } from '../define/tracing.ts'

/**
 * The same publisher, but each acknowledgement of the broker is counted and recorded as a span of the mail's trace. A
 * message carries the context of that span (https://www.w3.org/TR/trace-context/), while its event keeps the context
 * in which it was made.
 */
export function watchPublisher(publisher: Publisher, { published }: Metrics, tracing: Tracing): Publisher {
  return {
    ...publisher,
    async publishAll(messages, onSent) {
      const startedAt = Date.now()
      const carrying = messages.map((message) => ({ ...message, traceparent: tracing.carriedBy(message) }))
      const result = await publisher.publishAll(carrying, onSent)
      for (const message of messages) {
        published.inc({ stream: message.stream })
        // An event that is published again already has its span.
        if (message.redrive === 0) tracing.published(message, startedAt)
      }
      return result
    },
  }
}
