import { context, ROOT_CONTEXT, SpanKind, SpanStatusCode, trace, TraceFlags } from '@opentelemetry/api'
import { isSampled, spanIdOf, type TubepostEvent } from '@tubepost/events'

/** Spans of sampled mails, one for each service that a mail passes. Costs one comparison for all other mails. */
export interface Tracing {
  /** A service found the mail at the head of a chain. */
  found(event: TubepostEvent, startedAt: number): void
  /** A service handled an event. `error` is a code, never a text from outside. */
  handled(event: TubepostEvent, startedAt: number, error?: string): void
  stop(): Promise<void>
}

const NONE: Tracing = { found() {}, handled() {}, stop: async () => {} }

/**
 * Traces to the OTLP collector that OTEL_EXPORTER_OTLP_ENDPOINT names; without one nothing is loaded. Span ids are derived
 * from the event and the service, so that a child can name its parent without having met it.
 */
export async function startTracing(service: string, endpoint: string | undefined): Promise<Tracing> {
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

  const record = (event: TubepostEvent, operation: 'receive' | 'process', startedAt: number, error?: string) => {
    if (!isSampled(event.traceparent)) return
    const [, traceId = '', parentId = ''] = event.traceparent.split('-')
    next = { traceId, spanId: spanIdOf(event.id, service) }
    const isRoot = operation === 'receive'
    const parent = isRoot
      ? ROOT_CONTEXT
      : trace.setSpanContext(context.active(), {
          traceId,
          spanId: parentId,
          traceFlags: TraceFlags.SAMPLED,
          isRemote: true,
        })
    const name = event.type.replace(/^dev\.tubepost\./, '')
    const span = tracer.startSpan(
      `${operation} ${name}`,
      {
        kind: isRoot ? SpanKind.PRODUCER : SpanKind.CONSUMER,
        startTime: startedAt,
        attributes: {
          'messaging.system.name': 'nats',
          'messaging.operation.type': operation,
          'messaging.operation.name': operation,
          'messaging.destination.template': name,
          'messaging.message.id': event.id,
          'messaging.message.conversation_id': event.correlationid,
          'tubepost.mailbox': event.mailbox,
        },
      },
      parent,
    )
    next = undefined
    if (error !== undefined) {
      span.setAttribute('error.type', error)
      span.setStatus({ code: SpanStatusCode.ERROR })
    }
    span.end()
  }
  return {
    found: (event, startedAt) => record(event, 'receive', startedAt),
    handled: (event, startedAt, error) => record(event, 'process', startedAt, error),
    stop: () => provider.shutdown(),
  }
}
