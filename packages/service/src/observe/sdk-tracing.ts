import { type Link, ROOT_CONTEXT, type SpanContext, SpanStatusCode, trace, TraceFlags } from '@opentelemetry/api'
import { defaultResource, envDetector, resourceFromAttributes } from '@opentelemetry/resources'
import { NodeSDK } from '@opentelemetry/sdk-node'
import { AlwaysOnSampler, type IdGenerator, RandomIdGenerator } from '@opentelemetry/sdk-trace'
import { isSampled, spanIdOf } from '@tubepost/events'
import { atHead, type By, ofHandling, ofPublishing, ofWork, type SpanOf } from './span-of.ts'
import type { Tracing } from '../define/tracing.ts'

/** Gives a span the ids that were derived for it; any other span gets random ids. */
class DerivedIds implements IdGenerator {
  readonly #random = new RandomIdGenerator()
  #next: { readonly traceId: string; readonly spanId: string } | undefined

  generateTraceId = (): string => this.#next?.traceId ?? this.#random.generateTraceId()
  generateSpanId = (): string => this.#next?.spanId ?? this.#random.generateSpanId()

  /** Starts one span with the given ids. */
  give<Result>(ids: { traceId: string; spanId: string }, start: () => Result): Result {
    this.#next = ids
    try {
      return start()
    } finally {
      this.#next = undefined
    }
  }
}

/**
 * Traces by OpenTelemetry's SDK, which reads its standard environment: exporter, protocol, headers, batches, limits.
 * `OTEL_SERVICE_NAME` and `OTEL_RESOURCE_ATTRIBUTES` override our names.
 */
export function startSdkTracing(by: By): Tracing {
  const { service, instance } = by
  const ids = new DerivedIds()
  const sdk = new NodeSDK({
    resource: defaultResource().merge(
      resourceFromAttributes({
        'service.name': `tubepost-${service}`,
        'service.namespace': 'tubepost',
        'service.instance.id': instance,
      }),
    ),
    // No other detectors: a process's command line and user are private.
    resourceDetectors: [envDetector],
    idGenerator: ids,
    // Whether a mail is traced was decided by the service that took it in.
    sampler: new AlwaysOnSampler(),
    // Spans are made here and the context travels in events, so no propagator and no metrics are needed.
    textMapPropagator: null,
    metricReaders: [],
    logRecordProcessors: [],
  })
  sdk.start()
  const tracer = trace.getTracer('tubepost')
  // The tracer is this service's own. The next service of this process could not start one beside it while it is everybody's.
  trace.disable()

  const record = (spanId: string, parent: SpanContext | undefined, span: SpanOf, madeIn?: SpanContext) => {
    const links: Link[] = madeIn === undefined ? [] : [{ context: madeIn }]
    const { traceId, name, kind, startedAt: startTime, attributes, error } = span
    const within = parent === undefined ? ROOT_CONTEXT : trace.setSpanContext(ROOT_CONTEXT, parent)
    const started = ids.give({ traceId, spanId }, () =>
      tracer.startSpan(name, { kind, startTime, attributes, links }, within),
    )
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
      record(spanIdOf(key, service), parent, ofHandling(event, handling, by), madeIn)
    },
    did(event, work) {
      if (!isSampled(event.traceparent)) return
      const handledIn = { ...contextOf(event.traceparent), spanId: spanIdOf(event.id, service) }
      record(spanIdOf(`${event.id} ${work.key}`, service), handledIn, ofWork(event, work))
    },
    published(message, startedAt) {
      if (!isSampled(message.traceparent)) return
      const span = ofPublishing(message, startedAt, by)
      record(publishingId(message.id), contextOf(message.traceparent), span)
    },
    carriedBy({ id, traceparent }) {
      return isSampled(traceparent) ? `${traceparent.slice(0, 36)}${publishingId(id)}-01` : traceparent
    },
    async stop() {
      await sdk.shutdown()
      trace.disable()
    },
  }
}

const publishingId = (eventId: string): string => spanIdOf(eventId, 'publish')

function contextOf(traceparent: string): SpanContext {
  const [, traceId = '', spanId = ''] = traceparent.split('-')
  return { traceId, spanId, traceFlags: TraceFlags.SAMPLED, isRemote: true }
}
