/**
 * Names and attributes of spans by the OpenTelemetry conventions for messaging (semconv 1.45,
 * https://opentelemetry.io/docs/specs/semconv/messaging/). No addresses, subjects of mails or texts from outside.
 */
import { type Attributes, SpanKind } from '@opentelemetry/api'
import type { TubepostEvent } from '@tubepost/events'
import type { Handling, PublishedMessage, Work } from '../define/tracing.ts'

export interface SpanOf {
  readonly traceId: string
  readonly name: string
  readonly kind: SpanKind
  /** Milliseconds since 1970. */
  readonly startedAt: number
  readonly attributes: Attributes
  readonly error?: string | undefined
}

/** The service that makes a span. */
export interface By {
  readonly service: string
  readonly instance: string
  readonly broker: string
}

/** The root span: the service fetched the mail from a server, or is the server that the mail was handed to. */
export function atHead(event: TubepostEvent, work: Work): SpanOf {
  const kinds = { receive: work.name === 'accept' ? SpanKind.SERVER : SpanKind.CONSUMER, create: SpanKind.PRODUCER }
  return { ...ofWork(event, work), kind: work.type === 'receive' ? kinds.receive : kinds.create }
}

export function ofWork(event: TubepostEvent, work: Work): SpanOf {
  return {
    traceId: traceIdOf(event.traceparent),
    name: `${work.name} ${work.on}`,
    kind: SpanKind.CLIENT,
    startedAt: work.startedAt,
    error: work.error,
    attributes: {
      ...operation(work.system, work.type, work.name),
      'messaging.destination.template': work.on,
      ...about(event),
      ...(work.server !== undefined && { 'server.address': work.server.host, 'server.port': work.server.port }),
    },
  }
}

export function ofHandling(event: TubepostEvent, handling: Handling, by: By): SpanOf {
  const template = templateOf(handling.subject)
  return {
    traceId: traceIdOf(event.traceparent),
    name: `consume ${template}`,
    kind: SpanKind.CONSUMER,
    startedAt: handling.startedAt,
    error: handling.error,
    attributes: {
      ...operation('nats', 'process', 'consume'),
      ...destination(handling.subject),
      ...about(event),
      ...at(by),
      'messaging.consumer.group.name': by.service,
      // The conventions want no count for a single message.
      ...(handling.batch > 1 && { 'messaging.batch.message_count': handling.batch }),
    },
  }
}

export function ofPublishing(message: PublishedMessage, startedAt: number, by: By): SpanOf {
  return {
    traceId: traceIdOf(message.traceparent),
    name: `publish ${templateOf(message.subject)}`,
    kind: SpanKind.PRODUCER,
    startedAt,
    attributes: {
      ...operation('nats', 'send', 'publish'),
      ...destination(message.subject),
      ...at(by),
      'messaging.message.id': message.id,
      'messaging.message.conversation_id': uuidOf(traceIdOf(message.traceparent)),
      'messaging.message.body.size': Buffer.byteLength(message.body),
    },
  }
}

/** `messaging.system` is the older name of `messaging.system.name`; each backend knows one of the two. */
const operation = (system: string, type: string, name: string): Attributes => ({
  'messaging.system': system,
  'messaging.system.name': system,
  'messaging.operation.type': type,
  'messaging.operation.name': name,
})

const destination = (subject: string): Attributes => ({
  'messaging.destination.name': subject,
  'messaging.destination.template': templateOf(subject),
})

const about = (event: TubepostEvent): Attributes => ({
  'messaging.message.id': event.id,
  'messaging.message.conversation_id': event.correlationid,
  'tubepost.mailbox': event.mailbox,
})

function at({ instance, broker }: By): Attributes {
  const [, host = broker, port = '4222'] = /^(?:\w+:\/\/)?([^:,/]+)(?::(\d+))?/.exec(broker) ?? []
  return { 'messaging.client.id': instance, 'server.address': host, 'server.port': Number(port) }
}

/** Our subjects end in the mailbox. */
const templateOf = (subject: string): string => subject.slice(0, subject.lastIndexOf('.'))

const traceIdOf = (traceparent = ''): string => traceparent.slice(3, 35)

const uuidOf = (hex: string): string => hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
