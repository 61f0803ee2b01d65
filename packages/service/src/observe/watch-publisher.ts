import type { Publisher } from '@tubepost/bus'
import type { Metrics } from './metrics.ts'
import type { Tracing } from '../define/tracing.ts'

/**
 * The same publisher; what the broker has acknowledged is counted, and is a span of its mail's trace. A message carries
 * the context of that span (https://www.w3.org/TR/trace-context/), while its event keeps the one in which it was made.
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
        // An event that is published again has had its span.
        if (message.redrive === 0) tracing.published(message, startedAt)
      }
      return result
    },
  }
}
