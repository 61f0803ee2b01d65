import { brokerCertificateEnd, type NatsConnection, readConsumers, readStreams } from '@tubepost/bus'
import { missingMigrations, outboxBacklog, type Pool } from '@tubepost/db'
import type { BaseConfig } from '../define/config.ts'
import { declarationOf, emittedBy } from '../define/declaration.ts'
import { defineGauge, type GaugeDefinition, type OpenReading, sample } from '../define/define-metric.ts'
import type { ServiceOutline } from '../define/define-service.ts'

const outboxPending = defineGauge(
  {
    name: 'tubepost_outbox_pending',
    help: 'Committed events that the broker has not acknowledged; each replica reports its service’s one outbox',
  },
  ['stream'],
)
const outboxAge = defineGauge(
  { name: 'tubepost_outbox_oldest_age_seconds', help: 'Age of the oldest of them; 0 where there is none' },
  ['stream'],
)
const consumerPending = defineGauge(
  { name: 'tubepost_consumer_pending', help: 'Messages that a durable of this service has not been given yet' },
  ['stream', 'consumer'],
)
const consumerAckPending = defineGauge(
  { name: 'tubepost_consumer_ack_pending', help: 'Messages that it was given and has not acknowledged' },
  ['stream', 'consumer'],
)
const streamBytes = defineGauge({ name: 'tubepost_stream_bytes', help: 'Bytes that a stream holds' }, ['stream'])
const streamLimit = defineGauge(
  { name: 'tubepost_stream_limit_bytes', help: 'Bytes that it may hold; a full MAIL or INTENT takes no more events' },
  ['stream'],
)
const migrationsMissing = defineGauge({
  name: 'tubepost_migrations_missing',
  help: 'Migrations of this version that the database has not had',
})
const certificateEnd = defineGauge({
  name: 'tubepost_broker_certificate_end_timestamp_seconds',
  help: 'When the broker’s certificate is over; not shown where the connection is no TLS',
})
// A certificate is renewed every few years, by hand.
const CERTIFICATE_GOOD_FOR_MS = 3_600_000
// These values change only with an upgrade.
const MIGRATIONS_GOOD_FOR_MS = 60_000

const FOR_ALL = [consumerPending, consumerAckPending, streamBytes, streamLimit, certificateEnd]
const WITH_DATABASE = [outboxPending, outboxAge, migrationsMissing]

/** The gauges that the runtime reads for a service. */
export const runtimeGauges: readonly GaugeDefinition[] = [...FOR_ALL, ...WITH_DATABASE]

/** Readings of a service's part of the broker and the database; they need no rights beyond those it works with. */
export function runtimeReadings(
  definition: ServiceOutline,
  connection: NatsConnection,
  pool: Pool | undefined,
  base: Pick<BaseConfig, 'NATS_URL' | 'NATS_CA_FILE'>,
): OpenReading[] {
  const declaration = declarationOf(definition)
  return [
    {
      gauges: [consumerPending, consumerAckPending],
      read: async () =>
        (await readConsumers(connection, declaration)).flatMap(({ stream, consumer, pending, ackPending }) => [
          sample(consumerPending, { stream, consumer }, pending),
          sample(consumerAckPending, { stream, consumer }, ackPending),
        ]),
    },
    {
      gauges: [streamBytes, streamLimit],
      read: async () =>
        (await readStreams(connection, declaration)).flatMap(({ stream, bytes, maxBytes }) => [
          sample(streamBytes, { stream }, bytes),
          sample(streamLimit, { stream }, maxBytes),
        ]),
    },
    ...(base.NATS_CA_FILE === undefined ? [] : [certificateReading(base.NATS_URL)]),
    ...(pool === undefined || definition.migrations === undefined ? [] : [outboxReading(definition, pool)]),
    ...(pool === undefined ? [] : [migrationsReading(definition, pool)]),
  ]
}

function migrationsReading(definition: ServiceOutline, pool: Pool): OpenReading {
  return {
    gauges: [migrationsMissing],
    goodForMs: MIGRATIONS_GOOD_FOR_MS,
    read: async () => [sample(migrationsMissing, {}, (await missingMigrations(pool, definition)).length)],
  }
}

function certificateReading(servers: string): OpenReading {
  return {
    gauges: [certificateEnd],
    goodForMs: CERTIFICATE_GOOD_FOR_MS,
    read: async () => [sample(certificateEnd, {}, await brokerCertificateEnd(servers))],
  }
}

function outboxReading(definition: ServiceOutline, pool: Pool): OpenReading {
  const streams = new Set(emittedBy(definition).map(({ stream }) => stream))
  return {
    gauges: [outboxPending, outboxAge],
    read: async () => {
      const backlog = new Map((await outboxBacklog(pool)).map((row) => [row.stream, row]))
      return [...streams].flatMap((stream) => [
        sample(outboxPending, { stream }, backlog.get(stream)?.pending ?? 0),
        sample(outboxAge, { stream }, backlog.get(stream)?.oldestAgeSeconds ?? 0),
      ])
    },
  }
}
