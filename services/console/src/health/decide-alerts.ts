import type { AlertRule } from './alert-rules.ts'
import type { Metric } from './read-metrics.ts'

/** Where a rule holds right now: the labels by which it would be told, and the value. */
export interface Finding {
  readonly labels: Readonly<Record<string, string>>
  readonly value: number
}

interface Seen {
  readonly metrics: readonly Metric[]
  readonly services: readonly string[]
  /** Replicas that do not answer. */
  readonly silent: readonly { readonly service: string; readonly address: string }[]
  readonly now: Date
}

type Look = (seen: Seen, threshold: number) => Finding[]

/**
 * The rules that can be judged by what the services show at one moment, each by the same numbers as its expression. Those that
 * need the course of a number (a counter, a slope) are Prometheus's alone. Replicas show what they share each for itself, so
 * the greatest counts.
 */
export const LOOKS: Readonly<Record<string, Look>> = {
  TubepostMailboxDown: ({ metrics }, threshold) =>
    greatest(metrics, 'tubepost_mailbox_up', ['mailbox']).filter(({ value }) => value === threshold),
  TubepostMailboxNotPolled({ metrics, now }, threshold) {
    const pauses = greatest(metrics, 'tubepost_mailbox_poll_interval_seconds', ['mailbox'])
    return greatest(metrics, 'tubepost_mailbox_last_success_timestamp_seconds', ['mailbox']).flatMap(
      ({ labels, value: at }) => {
        const pause = pauses.find((each) => each.labels['mailbox'] === labels['mailbox'])?.value
        const value = seconds(now) - at
        return pause !== undefined && value > threshold + pause ? [{ labels, value }] : []
      },
    )
  },
  TubepostMailboxRefuses: above('tubepost_mail_finalise_failing', ['mailbox']),
  TubepostMailNeedsALook: above('tubepost_mail_waiting', ['state'], ({ state }) => state === 'alarmed'),
  TubepostMailWaits: above(
    'tubepost_mail_waiting_oldest_age_seconds',
    ['state'],
    ({ state }) => state === 'taken' || state === 'published',
  ),
  // Whether they grow more, which the rule asks too, takes a second look.
  TubepostConsumerBehind: above('tubepost_consumer_pending', ['stream', 'consumer']),
  TubepostIntegratorBehind: above('tubepost_integrator_pending', ['stream', 'consumer']),
  TubepostDeadLetters: above('tubepost_dlq_messages', ['consumer']),
  TubepostOutboxStuck: above('tubepost_outbox_oldest_age_seconds', ['service', 'stream']),
  TubepostBooksDiffer({ metrics }) {
    const [difference] = greatest(metrics, 'tubepost_conservation_difference', [])
    const [inFlight] = greatest(metrics, 'tubepost_conservation_in_flight', [])
    return difference !== undefined && Math.abs(difference.value) > (inFlight?.value ?? 0) ? [difference] : []
  },
  TubepostRepliesStuck: above('tubepost_replies_waiting_oldest_age_seconds', []),
  TubepostNoMailServer: above('tubepost_replies_held', ['brake'], ({ brake }) => brake === 'not_configured'),
  TubepostRepliesHeld: above('tubepost_replies_held', ['brake'], ({ brake }) => brake !== 'not_configured'),
  TubepostServiceDown: ({ metrics, services }) =>
    services
      .filter((service) => !metrics.some(({ name, labels }) => name === BUILD && labels['service'] === service))
      .map((service) => ({ labels: { service }, value: 1 })),
  TubepostReplicaDown: ({ silent }, threshold) =>
    silent.map(({ service, address }) => ({ labels: { service, instance: address }, value: threshold })),
  TubepostBrokerCertificateEnds: ({ metrics, now }, threshold) =>
    metrics
      .filter(({ name }) => name === 'tubepost_broker_certificate_end_timestamp_seconds')
      .map(({ value }) => ({ labels: {}, value: value - seconds(now) }))
      .filter(({ value }) => value < threshold)
      .toSorted((a, b) => a.value - b.value)
      .slice(0, 1),
  TubepostStreamFilling: full,
  TubepostStreamFull: full,
  TubepostMigrationsMissing: above('tubepost_migrations_missing', ['service']),
}

const BUILD = 'tubepost_build_info'

/** @returns where the rule holds now; undefined for one that cannot be judged by one look */
export function decideAlert(
  { name, threshold }: Pick<AlertRule, 'name' | 'threshold'>,
  seen: Seen,
): Finding[] | undefined {
  return LOOKS[name]?.(seen, threshold ?? 0)
}

const seconds = (now: Date): number => Math.floor(now.getTime() / 1_000)

function above(name: string, by: readonly string[], fits?: (labels: Metric['labels']) => boolean): Look {
  return ({ metrics }, threshold) =>
    greatest(metrics, name, by).filter(({ labels, value }) => value > threshold && (fits?.(labels) ?? true))
}

/** Streams that would take no more events when they are full. */
function full({ metrics }: Seen, threshold: number): Finding[] {
  const limits = greatest(metrics, 'tubepost_stream_limit_bytes', ['stream'])
  return greatest(metrics, 'tubepost_stream_bytes', ['stream'])
    .filter(({ labels: { stream } }) => stream === 'MAIL' || stream === 'INTENT')
    .flatMap(({ labels, value }) => {
      const limit = limits.find((each) => each.labels['stream'] === labels['stream'])?.value ?? 0
      return limit > 0 && value / limit > threshold ? [{ labels, value: value / limit }] : []
    })
}

/** The greatest value for each combination of labels: `max by`. */
export function greatest(metrics: readonly Metric[], name: string, by: readonly string[]): Finding[] {
  const found = new Map<string, Finding>()
  for (const metric of metrics) {
    if (metric.name !== name) continue
    const labels = Object.fromEntries(by.map((label) => [label, metric.labels[label] ?? '']))
    const key = JSON.stringify(labels)
    if (metric.value > (found.get(key)?.value ?? -Infinity)) found.set(key, { labels, value: metric.value })
  }
  return [...found.values()]
}
