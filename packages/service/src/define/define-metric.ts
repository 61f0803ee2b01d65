/**
 * Metrics as values: a service lists what it counts and what it reads, the runtime registers and shows them, and
 * deploy/observability is checked against the list. Names and units follow Prometheus: `tubepost_<noun>_<unit>_<suffix>`.
 * Labels name services, mailboxes, streams and codes, never addresses, subjects or mails.
 */
interface Described<Kind extends string, Label extends string> {
  readonly kind: Kind
  readonly name: `tubepost_${string}`
  readonly help: string
  readonly labels: readonly Label[]
}

export interface CounterDefinition<Label extends string = string> extends Described<'counter', Label> {
  /** Series that are shown from the start, as 0. One that appears with its first count has no increase to alert on. */
  readonly fromTheStart?: readonly Readonly<Record<Label, string>>[]
}
export type GaugeDefinition<Label extends string = string> = Described<'gauge', Label>
export interface HistogramDefinition<Label extends string = string> extends Described<'histogram', Label> {
  readonly buckets: readonly number[]
}
export type MetricDefinition = CounterDefinition | GaugeDefinition | HistogramDefinition

type About<Definition extends MetricDefinition> = Omit<Definition, 'kind' | 'labels'>

/** Only grows; its name ends in `_total`. */
export function defineCounter<const Label extends string = never>(
  about: Omit<CounterDefinition<Label>, 'kind' | 'labels'>,
  labels: readonly Label[] = [],
): CounterDefinition<Label> {
  return { kind: 'counter', ...about, labels }
}

/** What is so at the moment of asking; it is read, never counted up. */
export function defineGauge<const Label extends string = never>(
  about: About<GaugeDefinition>,
  labels: readonly Label[] = [],
): GaugeDefinition<Label> {
  return { kind: 'gauge', ...about, labels }
}

export function defineHistogram<const Label extends string = never>(
  about: About<HistogramDefinition>,
  labels: readonly Label[] = [],
): HistogramDefinition<Label> {
  return { kind: 'histogram', ...about, labels }
}

type LabelsOf<Label extends string> = Readonly<Record<Label, string>>

/** Counts. Within a transaction it is kept back until that is committed, so that what is rolled back was never counted. */
export interface Tally {
  count<Label extends string>(counter: CounterDefinition<Label>, labels: LabelsOf<Label>, by?: number): void
  observe<Label extends string>(histogram: HistogramDefinition<Label>, labels: LabelsOf<Label>, value: number): void
}

export interface Sample {
  readonly gauge: GaugeDefinition
  readonly labels: Readonly<Record<string, string>>
  readonly value: number
}

export function sample<Label extends string>(
  gauge: GaugeDefinition<Label>,
  labels: LabelsOf<Label>,
  value: number,
): Sample {
  return { gauge, labels, value }
}

/** Gauges that are read together, when somebody asks for the metrics. */
export interface Reading<Context> {
  readonly gauges: readonly GaugeDefinition[]
  /** For so long a reading is good enough; a second where nothing is said. For what looks through a whole table. */
  readonly goodForMs?: number
  /** What is not among the samples is not shown. */
  readonly read: (context: Context) => Promise<readonly Sample[]>
}

/** A reading whose context is known. */
export type OpenReading = Pick<Reading<never>, 'gauges' | 'goodForMs'> & {
  readonly read: () => Promise<readonly Sample[]>
}
