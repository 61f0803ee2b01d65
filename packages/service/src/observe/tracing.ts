import {
  context,
  type Link,
  ROOT_CONTEXT,
  type SpanContext,
  SpanStatusCode,
  trace,
  TraceFlags,
} from '@opentelemetry/api'
import { isSampled, spanIdOf, type TubepostEvent } from '@tubepost/events'
import { atHead, ofHandling, ofPublishing, ofWork, type SpanOf, type Work } from './span-of.ts'

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

export interface TracingOptions {
  readonly service: string
  readonly instance: string
  /** OTLP/HTTP collector; empty or undefined: nothing is loaded, and nothing costs. */
  readonly endpoint: string | undefined
  /** nats-server, host:port */
  readonly broker: string
}

const NONE: Tracing = {
  began() {},
  handled() {},
  did() {},
  published() {},
  carriedBy: ({ traceparent }) => traceparent,
  stop: async () => {},
}

export async function startTracing({ service, instance, endpoint, broker }: TracingOptions): Promise<Tracing> {
  if (endpoint === undefined) return NONE
  const [{ AlwaysOnSampler, BatchSpanProcessor, RandomIdGenerator, TracerProvider }, { OTLPTraceExporter }, resources] =
    await Promise.all([
      import('@opentelemetry/sdk-trace'),
      import('@opentelemetry/exporter-trace-otlp-http'),
      import('@opentelemetry/resources'),
    ])
  const random = new RandomIdGenerator()
  let next: { traceId: string; spanId: string } | undefined
  const provider = new TracerProvider({
    resource: resources.resourceFromAttributes({
      'service.name': `tubepost-${service}`,
      'service.namespace': 'tubepost',
      'service.instance.id': instance,
    }),
    // Whether a mail is traced was decided where it was found.
    sampler: new AlwaysOnSampler(),
    idGenerator: {
      generateTraceId: () => next?.traceId ?? random.generateTraceId(),
      generateSpanId: () => next?.spanId ?? random.generateSpanId(),
    },
    spanProcessors: [new BatchSpanProcessor({ exporter: new OTLPTraceExporter() })],
  })
  const tracer = provider.getTracer('tubepost')

  const record = (spanId: string, parent: SpanContext | undefined, span: SpanOf, madeIn?: SpanContext) => {
    const links: Link[] = madeIn === undefined ? [] : [{ context: madeIn }]
    const { name, kind, startedAt: startTime, attributes, error } = span
    next = { traceId: span.traceId, spanId }
    const started = tracer.startSpan(
      name,
      { kind, startTime, attributes, links },
      parent === undefined ? ROOT_CONTEXT : trace.setSpanContext(context.active(), parent),
    )
    next = undefined
    if (error !== undefined) started.setAttribute('error.type', error).setStatus({ code: SpanStatusCode.ERROR })
    started.end()
  }
  return {
    began(event, work) {
      if (isSampled(event.traceparent)) record(spanIdOf(event.id, service), undefined, atHead(event, work))
    },
    handled(event, handling) {
      if (!isSampled(event.traceparent)) return
      const { failedTry } = handling
      const carried = handling.carried()
      const madeIn = contextOf(event.traceparent)
      const key = failedTry === undefined ? event.id : `${event.id} try ${failedTry}`
      const parent = isSampled(carried) ? contextOf(carried) : madeIn
      record(spanIdOf(key, service), parent, ofHandling(event, handling, { service, instance, broker }), madeIn)
    },
    did(event, work) {
      if (!isSampled(event.traceparent)) return
      const handledIn = { ...contextOf(event.traceparent), spanId: spanIdOf(event.id, service) }
      record(spanIdOf(`${event.id} ${work.key}`, service), handledIn, ofWork(event, work))
    },
    published(message, startedAt) {
      if (!isSampled(message.traceparent)) return
      const span = ofPublishing(message, startedAt, { service, instance, broker })
      record(publishingId(message.id), contextOf(message.traceparent), span)
    },
    carriedBy({ id, traceparent }) {
      return isSampled(traceparent) ? `${traceparent.slice(0, 36)}${publishingId(id)}-01` : traceparent
    },
    stop: () => provider.shutdown(),
  }
}

const publishingId = (eventId: string): string => spanIdOf(eventId, 'publish')

function contextOf(traceparent: string): SpanContext {
  const [, traceId = '', spanId = ''] = traceparent.split('-')
  return { traceId, spanId, traceFlags: TraceFlags.SAMPLED, isRemote: true }
}
