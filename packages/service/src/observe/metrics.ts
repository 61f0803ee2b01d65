import { createRequire } from 'node:module'
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client'
import type { MetricDefinition, Tally } from '../define/define-metric.ts'
import type { ServiceOutline } from '../define/define-service.ts'
import { runtimeGauges } from './runtime-readings.ts'

export type Metrics = ReturnType<typeof createMetrics>

// A timer of the library measures the event loop by being late; each of its ticks wakes an idle process, a hundred times a second by
// default. So it hardly ever ticks, and what it then cannot tell is not shown; the loop's own clock tells how busy it is.
const HARDLY_EVER_MS = 86_400_000
const TOLD_BY_TICKS = ['min', 'max', 'mean', 'stddev', 'p50', 'p90', 'p99']

const { version } = createRequire(import.meta.url)('../../../../package.json') as { version: string }

/** The metrics every service has, and those that it declares. Labels are as in `define-metric.ts`. */
export function createMetrics(service: string, declared: readonly MetricDefinition[]) {
  const registry = new Registry()
  registry.setDefaultLabels({ service })
  collectDefaultMetrics({ register: registry, eventLoopMonitoringPrecision: HARDLY_EVER_MS })
  for (const name of TOLD_BY_TICKS) registry.removeSingleMetric(`nodejs_eventloop_lag_${name}_seconds`)
  const registers = [registry]
  const own = new Map(declared.map((definition) => [definition.name as string, register(definition, registry)]))
  const registered = <Kind>(kind: new (...args: never[]) => Kind, name: string): Kind => {
    const metric = own.get(name)
    if (!(metric instanceof kind)) throw new TypeError(`${service} does not declare ${name}`)
    return metric
  }
  /** A tally whose counts take effect at `release`; without it they are dropped. */
  const keepBack = (): { tally: Tally; release(): void } => {
    const kept: (() => void)[] = []
    return {
      tally: {
        count({ name }, labels, by = 1) {
          const counter = registered(Counter, name)
          kept.push(() => counter.inc(labels, by))
        },
        observe({ name }, labels, value) {
          const histogram = registered(Histogram, name)
          kept.push(() => histogram.observe(labels, value))
        },
      },
      release() {
        for (const count of kept) count()
      },
    }
  }
  const tally: Tally = {
    count: ({ name }, labels, by = 1) => registered(Counter, name).inc(labels, by),
    observe: ({ name }, labels, value) => registered(Histogram, name).observe(labels, value),
  }
  void new Counter({
    name: 'tubepost_event_loop_active_seconds_total',
    help: 'Time in which the event loop was at work, not waiting',
    registers,
    collect() {
      this.reset()
      this.inc(performance.eventLoopUtilization().active / 1_000)
    },
  })
  const build = new Gauge({
    name: 'tubepost_build_info',
    help: 'Always 1; the labels say what is running',
    labelNames: ['version', 'node'],
    registers,
  })
  build.set({ version, node: process.version }, 1)
  return {
    registry,
    tally,
    keepBack,
    gauge: (name: string) => registered(Gauge, name),
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
    restarts: new Counter({
      name: 'tubepost_interruptions_total',
      help: 'Times a consumer or loop was interrupted and began again',
      labelNames: ['what'],
      registers,
    }),
    unreadable: new Counter({
      name: 'tubepost_readings_failed_total',
      help: 'Times that gauges could not be read for an answer of /metrics, which then lacks them',
      labelNames: ['gauge'],
      registers,
    }),
  }
}

/** All metrics that a service's `/metrics` may show besides those of `createMetrics` itself. */
export function metricsOf(definition: Pick<ServiceOutline, 'counts' | 'readings'>): MetricDefinition[] {
  const read = (definition.readings ?? []).flatMap(({ gauges }) => [...gauges])
  return [...runtimeGauges, ...(definition.counts ?? []), ...read]
}

/** Names of all metrics of a service, as Prometheus knows them. */
export function shownBy(definition: Pick<ServiceOutline, 'name' | 'counts' | 'readings'>): string[] {
  const { registry } = createMetrics(definition.name, metricsOf(definition))
  return registry
    .getMetricsAsArray()
    .flatMap((metric) =>
      metric instanceof Histogram ? ['bucket', 'sum', 'count'].map((part) => `${metric.name}_${part}`) : [metric.name],
    )
}

function register(definition: MetricDefinition, registry: Registry): Counter | Gauge | Histogram {
  const { name, help, labels } = definition
  const options = { name, help, labelNames: [...labels], registers: [registry] }
  switch (definition.kind) {
    case 'counter': {
      const counter = new Counter(options)
      for (const series of definition.fromTheStart ?? []) counter.inc(series, 0)
      return counter
    }
    case 'gauge': {
      const gauge = new Gauge(options)
      // One without labels would show 0 where nothing is read for it: prom-client 15.
      if (labels.length === 0) gauge.remove()
      return gauge
    }
    case 'histogram':
      return new Histogram({ ...options, buckets: [...definition.buckets] })
  }
}
