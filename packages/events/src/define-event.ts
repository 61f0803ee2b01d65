import { type Static, type TSchema, Type } from 'typebox'
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import { deriveId } from './identity.ts'
import { childTraceparent, rootTraceparent, TRACE_RATIO } from './trace-parent.ts'
import { wellFormedJson } from './well-formed.ts'

/** The streams every installation has; ARCHITECTURE.md's drawing shows what each carries. DEAD holds dead letters. */
export type StreamName = 'MAIL' | 'INTENT' | 'FACT' | 'OUTCOME' | 'REPLY' | 'DEAD'

/** A CloudEvents 1.0 event in structured mode, with the extensions Tubepost adds. Times are RFC 3339, ids UUIDs. */
export interface TubepostEvent<Data = unknown> {
  readonly specversion: '1.0'
  readonly id: string
  /** `/tubepost/<service>` */
  readonly source: string
  /** `dev.tubepost.<name>.v<version>` */
  readonly type: string
  readonly time: string
  readonly datacontenttype: 'application/json'
  /** mailId of the mail at the head of the chain; the event's own id where there is none. */
  readonly correlationid: string
  /** The event that caused this one. */
  readonly causationid?: string
  /** The mailbox the mail came to, `-` where no mailbox is involved. */
  readonly mailbox: string
  /** How often the head of the chain was published again on purpose. Part of the broker's message id, not of ours. */
  readonly redrive: number
  /** Which requeue of the mail this belongs to, counted from 1 and copied like `redrive`; absent before the first. */
  readonly round?: number
  readonly traceparent?: string
  readonly data: Data
}

export interface EventDefinition<Name extends string = string, Schema extends TSchema = TSchema> {
  readonly name: Name
  readonly version: number
  readonly type: string
  readonly stream: StreamName
  readonly summary: string
  readonly schema: Schema
  readonly example: Static<Schema>
  /** One sentence for the story of a mail. */
  story(data: Static<Schema>): string
  /** Problems of the data by path, none when it fits. */
  readonly problems: (data: unknown) => string[]
}

export type DataOf<Definition extends EventDefinition> = Static<Definition['schema']>
export type EventOf<Definition extends EventDefinition> = TubepostEvent<DataOf<Definition>>

/** Tells events apart. Like every event that has been decoded, it is taken to fit its contract. */
export function isA<Definition extends EventDefinition>(
  definition: Definition,
  event: TubepostEvent,
): event is EventOf<Definition> {
  return event.type === definition.type
}

const ajv = new Ajv2020({ allErrors: true, strict: false })
addFormats.default(ajv)

/** One value per event: it gives the type, the validator, the subject, the JSON Schema, its line in stories and the test builder. */
export function defineEvent<const Name extends string, Schema extends TSchema>(spec: {
  name: Name
  version?: number
  stream: StreamName
  summary: string
  data: Schema
  example: Static<Schema>
  story: (data: Static<Schema>) => string
}): EventDefinition<Name, Schema> {
  const version = spec.version ?? 1
  let validate: ValidateFunction | undefined // compiled at first use: a service reads a few of all events
  return {
    name: spec.name,
    version,
    type: `dev.tubepost.${spec.name}.v${version}`,
    stream: spec.stream,
    summary: spec.summary,
    schema: spec.data,
    example: spec.example,
    story: spec.story,
    problems(data) {
      validate ??= ajv.compile(spec.data)
      return validate(data) ? [] : (validate.errors ?? []).map((e) => `data${e.instancePath} ${e.message ?? ''}`)
    },
  }
}

/** The NATS subject of one event, or of all events of a definition when no mailbox is given. */
export function subjectOf(definition: EventDefinition, mailbox = '*'): string {
  return `${definition.name}.v${definition.version}.${mailbox}`
}

/** The origin of an event, as its emitter states it. */
export interface Origin {
  readonly service: string
  readonly now: string
  /** Share of the chains begun here that are traced; TRACE_RATIO where nothing is said. */
  readonly traceRatio?: number
}

/** An event at the head of a chain: nothing of ours caused it. `id` follows from what it is about. */
export function firstEvent<Definition extends EventDefinition>(
  definition: Definition,
  origin: Origin,
  event: {
    id: string
    correlationId?: string
    mailbox?: string
    redrive?: number
    round?: number
    data: DataOf<Definition>
  },
): EventOf<Definition> {
  const correlationid = event.correlationId ?? event.id
  return {
    specversion: '1.0',
    id: event.id,
    source: `/tubepost/${origin.service}`,
    type: definition.type,
    time: origin.now,
    datacontenttype: 'application/json',
    correlationid,
    mailbox: event.mailbox ?? '-',
    redrive: event.redrive ?? 0,
    ...(event.round === undefined ? {} : { round: event.round }),
    traceparent: rootTraceparent(correlationid, event.id, origin.service, origin.traceRatio ?? TRACE_RATIO),
    data: event.data,
  }
}

/**
 * An event caused by another. Its id follows from the cause's id, its name and `key`, so that handling the cause twice
 * emits the same event twice. `key` tells apart several events of one name with one cause.
 */
export function causedBy<Definition extends EventDefinition>(
  cause: TubepostEvent,
  definition: Definition,
  origin: Origin,
  data: DataOf<Definition>,
  key = '',
): EventOf<Definition> {
  return {
    specversion: '1.0',
    id: deriveId(cause.id, definition.name, key),
    source: `/tubepost/${origin.service}`,
    type: definition.type,
    time: origin.now,
    datacontenttype: 'application/json',
    correlationid: cause.correlationid,
    causationid: cause.id,
    mailbox: cause.mailbox,
    redrive: cause.redrive,
    ...(cause.round === undefined ? {} : { round: cause.round }),
    ...(cause.traceparent === undefined
      ? {}
      : { traceparent: childTraceparent(cause.traceparent, cause.id, origin.service) }),
    data,
  }
}

/** The event as it travels: JSON text whose strings are all well-formed. Throws on data that does not fit its definition. */
export function encodeEvent(definition: EventDefinition, event: TubepostEvent): string {
  const problems = definition.problems(event.data)
  if (problems.length > 0) throw new TypeError(`${event.type} does not fit its contract: ${problems.join('; ')}`)
  return wellFormedJson(event)
}

// In lower case, as PostgreSQL writes it: an inbox compares ids as text.
const Id = Type.String({ pattern: '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' })
/** The same fields around the data of every event. */
export const Envelope = Type.Object({
  specversion: Type.Literal('1.0'),
  id: Id,
  source: Type.String(),
  type: Type.String(),
  time: Type.String({ format: 'date-time' }),
  correlationid: Id,
  causationid: Type.Optional(Id),
  mailbox: Type.String({ pattern: '^(-|[a-z0-9-]{1,40})$' }),
  redrive: Type.Integer({ minimum: 0 }),
  round: Type.Optional(Type.Integer({ minimum: 1 })),
  traceparent: Type.Optional(Type.String()),
  data: Type.Unknown(),
})
const validateEnvelope = ajv.compile(Envelope)

export type Decoded = { event: TubepostEvent; definition: EventDefinition } | { problem: string; text: string }

/** Reads what came over the broker. Never throws: what is no event of the given definitions is answered as a problem. */
export function decodeEvent(text: string, definitions: readonly EventDefinition[]): Decoded {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return { problem: 'not JSON', text }
  }
  if (!validateEnvelope(value))
    return { problem: `no CloudEvents envelope: ${ajv.errorsText(validateEnvelope.errors)}`, text }
  const event = value as TubepostEvent
  const definition = definitions.find((candidate) => candidate.type === event.type)
  if (definition === undefined) return { problem: `unknown event type ${event.type}`, text }
  const problems = definition.problems(event.data)
  return problems.length > 0 ? { problem: problems.join('; '), text } : { event, definition }
}
