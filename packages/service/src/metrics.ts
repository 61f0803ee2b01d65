import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client'

export type Metrics = ReturnType<typeof createMetrics>

/** The metrics every service has. Labels name services and events, never addresses, subjects or mails. */
export function createMetrics(service: string) {
  const registry = new Registry()
  registry.setDefaultLabels({ service })
  collectDefaultMetrics({ register: registry })
  const registers = [registry]
  return {
    registry,
    handled: new Counter({
      name: 'tubepost_events_handled_total',
      help: 'Events handled, by stream and result (done, known, later, dead)',
      labelNames: ['stream', 'result'],
      registers,
    }),
    handling: new Histogram({
      name: 'tubepost_message_process_duration_seconds',
      help: 'Time from taking a batch to its acknowledgement',
      labelNames: ['stream'],
      buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
      registers,
    }),
    published: new Counter({
      name: 'tubepost_events_published_total',
      help: 'Events the broker has acknowledged',
      labelNames: ['stream'],
      registers,
    }),
    outboxPending: new Gauge({
      name: 'tubepost_outbox_pending',
      help: 'Events left in the outbox at the last sweep',
      labelNames: ['stream'],
      registers,
    }),
    restarts: new Counter({
      name: 'tubepost_interruptions_total',
      help: 'Times a consumer or loop was interrupted and began again',
      labelNames: ['what'],
      registers,
    }),
  }
}
