/** A collector of traces: OTLP over HTTP as JSON (https://opentelemetry.io/docs/specs/otlp/), kept in this process. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface CollectedSpan {
  readonly traceId: string
  readonly spanId: string
  /** Undefined for a root. */
  readonly parentId: string | undefined
  readonly service: string
  readonly name: string
  /** 1 internal, 2 server, 3 client, 4 producer, 5 consumer. */
  readonly kind: number
  readonly attributes: Readonly<Record<string, string | number>>
  /** Span ids. */
  readonly links: readonly string[]
  readonly failed: boolean
}

export interface TraceCollector {
  /** The value of OTEL_EXPORTER_OTLP_ENDPOINT; OTEL_EXPORTER_OTLP_PROTOCOL must be `http/json`. */
  readonly endpoint: string
  readonly spans: readonly CollectedSpan[]
  /** Everything received, as text. */
  text(): string
  stop(): Promise<void>
}

interface KeyValue {
  key: string
  value: { stringValue?: string; intValue?: string | number; doubleValue?: number }
}
interface Export {
  resourceSpans: {
    resource: { attributes: KeyValue[] }
    scopeSpans: {
      spans: {
        traceId: string
        spanId: string
        parentSpanId?: string
        name: string
        kind: number
        attributes: KeyValue[]
        links?: { spanId: string }[]
        status?: { code?: number }
      }[]
    }[]
  }[]
}

const FAILED = 2

export async function startTraceCollector(): Promise<TraceCollector> {
  const spans: CollectedSpan[] = []
  const texts: string[] = []
  const server = createServer((request, response) => {
    request.toArray().then(
      (chunks) => {
        const text = Buffer.concat(chunks as Buffer[]).toString()
        texts.push(text)
        spans.push(...spansIn(JSON.parse(text) as Export))
        response.setHeader('content-type', 'application/json').end('{}')
      },
      () => response.destroy(),
    )
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    spans,
    text: () => texts.join('\n'),
    stop: () =>
      new Promise((resolve) => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  }
}

function spansIn({ resourceSpans }: Export): CollectedSpan[] {
  return resourceSpans.flatMap(({ resource, scopeSpans }) => {
    const service = String(valuesOf(resource.attributes)['service.name'])
    return scopeSpans.flatMap((scope) =>
      scope.spans.map((span) => ({
        traceId: span.traceId,
        spanId: span.spanId,
        parentId: span.parentSpanId === '' ? undefined : span.parentSpanId,
        service,
        name: span.name,
        kind: span.kind,
        attributes: valuesOf(span.attributes),
        links: (span.links ?? []).map(({ spanId }) => spanId),
        failed: span.status?.code === FAILED,
      })),
    )
  })
}

function valuesOf(attributes: readonly KeyValue[]): Record<string, string | number> {
  return Object.fromEntries(
    attributes.map(({ key, value }) => [key, value.stringValue ?? Number(value.intValue ?? value.doubleValue)]),
  )
}
