import {
  AckPolicy,
  type ConsumerConfig,
  DeliverPolicy,
  DiscardPolicy,
  RetentionPolicy,
  StorageType,
  type StreamConfig,
} from '@nats-io/jetstream'
import {
  allReferenceData,
  deadLetters,
  type EventDefinition,
  type ReferenceDefinition,
  redrives,
  type ServiceName,
  type StreamName,
  subjectOf,
} from '@tubepost/events'

/** A service as the broker knows it. Streams, durables and permissions follow from it. */
export interface ServiceDeclaration {
  readonly name: ServiceName
  readonly consumes: readonly { readonly stream: StreamName; readonly events: readonly EventDefinition[] }[]
  readonly emits: readonly EventDefinition[]
  readonly reads: readonly ReferenceDefinition[]
  readonly owns: readonly ReferenceDefinition[]
}

const SECOND_NS = 1_000_000_000
const DAY_NS = 86_400 * SECOND_NS

/** Messages a consumer asks for ahead of its handler. Prefetch × handling time must stay below the ack wait. */
export const PREFETCH = 400
/** After this long without an ack a message is given to somebody else; handlers that take longer say so meanwhile. */
export const ACK_WAIT_MS = 30_000
// The broker remembers message ids this long. Later duplicates are met by the inboxes.
const DUPLICATE_WINDOW_NS = 600 * SECOND_NS
/** Days for which a stream keeps an event. */
export const EVENT_DAYS = 30
const MAX_AGE_NS = EVENT_DAYS * DAY_NS
/** Generation of a stream: a new value means that the stream began anew, without the events it held. */
export const GENERATION_KEY = 'tubepost.generation'

/** Name of a service's durable: one for each stream it reads, so the name of the service is enough. */
export const durableOf = (service: ServiceName): string => service
export const redriveDurableOf = (service: ServiceName): string => `${service}-redrive`
/** Bucket in which a service without tables counts its tries of redelivered events. */
export const attemptsBucketOf = (service: ServiceName): string => `attempts-${service}`
export const bucketStreamOf = (bucket: string): string => `KV_${bucket}`
export const bucketSubjectOf = (bucket: string, key: string): string => `$KV.${bucket}.${key}`

// Share of the disk budget. MAIL and INTENT refuse when full (their emitters wait, nothing is lost);
// the others drop their oldest, which outboxes and journal still hold.
const STREAMS: Record<StreamName, { share: number; discard: DiscardPolicy; subjects: string[] }> = {
  MAIL: { share: 0.4, discard: DiscardPolicy.New, subjects: ['mail.received.>'] },
  INTENT: { share: 0.2, discard: DiscardPolicy.New, subjects: ['intent.>'] },
  FACT: { share: 0.1, discard: DiscardPolicy.Old, subjects: ['status.>', 'case.>', 'record.>', 'action.>'] },
  OUTCOME: {
    share: 0.1,
    discard: DiscardPolicy.Old,
    subjects: ['mail.settled.>', 'mail.requeued.>', 'mailbox.reconciled.>', 'person.>'],
  },
  REPLY: { share: 0.1, discard: DiscardPolicy.Old, subjects: ['reply.>', 'answer.>', 'delivery.>'] },
  DEAD: { share: 0.1, discard: DiscardPolicy.Old, subjects: ['dead.>', 'redrive.>'] },
}
export const streamNames = Object.keys(STREAMS) as StreamName[]

/** Streams that integrators may read. */
export const FOR_INTEGRATORS = ['INTENT', 'FACT'] as const satisfies readonly StreamName[]

export interface TopologyOptions {
  /** Those outside of Tubepost who read intents and facts (`integratorNamed`), each through durables of its own. */
  readonly integrators?: readonly string[]
  /** Where a durable of theirs begins that is made anew: with the next event, or with the oldest that is kept. Default: now. */
  readonly integratorsBegin?: 'now' | 'all'
  /** Bytes of disk for all streams together; stay below 70 % of the volume. */
  readonly maxBytes: number
  readonly replicas: number
  /** Atomic batch publish exists from nats-server 2.12 on. */
  readonly atomic: boolean
}

export interface Topology {
  readonly streams: readonly (Partial<StreamConfig> & { name: string })[]
  readonly consumers: readonly { stream: string; config: Partial<ConsumerConfig> & { durable_name: string } }[]
  readonly buckets: readonly { name: string; ttlMs: number }[]
}

/** All that the broker must hold for the services to work. Pure: the same declarations give the same topology. */
export function topologyOf(services: readonly ServiceDeclaration[], options: TopologyOptions): Topology {
  return {
    streams: streamNames.map((name) => ({
      name,
      subjects: STREAMS[name].subjects,
      retention: RetentionPolicy.Limits,
      storage: StorageType.File,
      discard: STREAMS[name].discard,
      max_bytes: Math.floor(options.maxBytes * STREAMS[name].share),
      max_age: MAX_AGE_NS,
      duplicate_window: DUPLICATE_WINDOW_NS,
      num_replicas: options.replicas,
      ...(options.atomic ? { allow_atomic: true } : {}),
    })),
    consumers: [
      ...services.flatMap(consumersOf),
      ...(options.integrators ?? []).flatMap((name) => consumersOfIntegrator(name, options.integratorsBegin)),
    ],
    buckets: [
      ...allReferenceData.map((reference) => ({ name: reference.bucket, ttlMs: 0 })),
      ...services.map((service) => ({ name: attemptsBucketOf(service.name), ttlMs: MAX_AGE_NS / 1_000_000 })),
    ],
  }
}

const durable = (stream: string, name: string, subjects: string[]) => ({
  stream,
  config: {
    durable_name: name,
    ack_policy: AckPolicy.Explicit,
    ack_wait: ACK_WAIT_MS * 1_000_000,
    max_deliver: -1,
    max_ack_pending: 10 * PREFETCH,
    filter_subjects: subjects,
  },
})

/** The durables are made by provisioning: who may make one may also have it deliver to any subject. */
function consumersOfIntegrator(name: string, begin: 'now' | 'all' = 'now'): Topology['consumers'] {
  // A program that is new would else act on a month of statuses as if they came now.
  const deliver_policy = begin === 'now' ? DeliverPolicy.New : DeliverPolicy.All
  return FOR_INTEGRATORS.map((stream) => {
    const { config } = durable(stream, name, STREAMS[stream].subjects)
    return { stream, config: { ...config, deliver_policy } }
  })
}

/** The durables of a service, as the broker is to have them. */
export function consumersOf(service: ServiceDeclaration): Topology['consumers'] {
  return [
    ...service.consumes.map((subscription) =>
      durable(
        subscription.stream,
        durableOf(service.name),
        subscription.events.map((event) => subjectOf(event)),
      ),
    ),
    durable('DEAD', redriveDurableOf(service.name), [subjectOf(redrives[service.name])]),
  ]
}

const emittedBy = (service: ServiceDeclaration) => [...service.emits, deadLetters[service.name]]

/** The streams that a service publishes to or reads. */
export function streamsOf(service: ServiceDeclaration): StreamName[] {
  return [
    ...new Set([...emittedBy(service).map((event) => event.stream), ...service.consumes.map((each) => each.stream)]),
  ]
}

/** Its durables, each with its stream. */
export function durablesOf(service: ServiceDeclaration): (readonly [stream: StreamName, durable: string])[] {
  return [
    ...service.consumes.map(({ stream }) => [stream, durableOf(service.name)] as const),
    ['DEAD', redriveDurableOf(service.name)],
  ]
}

/** The buckets it reads, fills or counts its tries in. */
export function bucketsOf(service: ServiceDeclaration): string[] {
  return [...[...service.reads, ...service.owns].map(({ bucket }) => bucket), attemptsBucketOf(service.name)]
}

/** It redrives dead letters of all services, and shows how far the integrators have read. */
const FOR_CONSOLE: readonly string[] = [
  ...Object.values(redrives).map((event) => subjectOf(event)),
  ...FOR_INTEGRATORS.map((stream) => `$JS.API.CONSUMER.LIST.${stream}`),
]

/** Subjects a service's user may publish to and subscribe to: those that its declaration needs, no others. */
export function permissionsOf(
  service: ServiceDeclaration,
  inboxPrefix: string,
): { publish: string[]; subscribe: string[] } {
  const attempts = attemptsBucketOf(service.name)
  return {
    publish: [
      ...emittedBy(service).map((event) => subjectOf(event)),
      ...(service.name === 'console' ? FOR_CONSOLE : []),
      ...streamsOf(service).map((stream) => `$JS.API.STREAM.INFO.${stream}`),
      ...durablesOf(service).flatMap(([stream, name]) => readingOf(stream, name)),
      ...[...service.reads, ...service.owns].flatMap((reference) => [
        `$JS.API.STREAM.INFO.${bucketStreamOf(reference.bucket)}`,
        // Read record by record. A consumer, which it would be allowed to make, delivers to any subject.
        `$JS.API.DIRECT.GET.${bucketStreamOf(reference.bucket)}`,
      ]),
      ...service.owns.map((reference) => bucketSubjectOf(reference.bucket, '>')),
      bucketSubjectOf(attempts, '>'),
      `$JS.API.STREAM.INFO.${bucketStreamOf(attempts)}`,
      `$JS.API.STREAM.MSG.GET.${bucketStreamOf(attempts)}`,
      `$JS.API.DIRECT.GET.${bucketStreamOf(attempts)}.>`,
    ],
    subscribe: [
      `${inboxPrefix}.>`,
      ...[...service.reads, ...service.owns].map((reference) => bucketSubjectOf(reference.bucket, '>')),
    ],
  }
}

const readingOf = (stream: string, consumer: string): string[] => [
  `$JS.API.CONSUMER.INFO.${stream}.${consumer}`,
  `$JS.API.CONSUMER.MSG.NEXT.${stream}.${consumer}`,
  `$JS.ACK.${stream}.${consumer}.>`,
]
