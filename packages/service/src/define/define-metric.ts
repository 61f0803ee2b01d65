/**
 * Metrics as values: a service lists its counters and gauges, the runtime registers and shows them, and
 * deploy/observability is checked against the list. Names and units follow Prometheus:
 * `tubepost_<noun>_<unit>_<suffix>`. Labels name services, mailboxes, streams and codes, never addresses, subjects or
 * mails.
 */
interface Described<Kind extends string, Label extends string> {
  readonly kind: Kind
  readonly name: `tubepost_${string}`
  readonly help: string
  readonly labels: readonly Label[]
}

export interface CounterDefinition<Label extends string = string> extends Described<'counter', Label> {
  /**
   * Series shown as 0 from the start. A series that first appears with its first count shows no increase to alert on.
   */
  readonly fromTheStart?: readonly Readonly<Record<Label, string>>[]
}
export type GaugeDefinition<Label extends string = string> = Described<'gauge', Label>
export interface HistogramDefinition<Label extends string = string> extends Described<'histogram', Label> {
  readonly buckets: readonly number[]
}
export type MetricDefinition = CounterDefinition | GaugeDefinition | HistogramDefinition

type About<Definition extends MetricDefinition> = Omit<Definition, 'kind' | 'labels'>

/** A value that only grows; its name ends in `_total`. */
export function defineCounter<const Label extends string = never>(
  about: Omit<CounterDefinition<Label>, 'kind' | 'labels'>,
  labels: readonly Label[] = [],
): CounterDefinition<Label> {
  return { kind: 'counter', ...about, labels }
}

/** A value at the moment of asking; it is read, never counted up. */
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

/** Counts. Within a transaction the counts are kept back until the commit, so a rollback counts nothing. */
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
  /** How long a reading may be reused; one second by default. Longer for readings that scan a whole table. */
  readonly goodForMs?: number
  /** Series without a sample are not shown. */
  readonly read: (context: Context) => Promise<readonly Sample[]>
}

/** A reading whose context is already bound. */
export type OpenReading = Pick<Reading<never>, 'gauges' | 'goodForMs'> & {
  readonly read: () => Promise<readonly Sample[]>
}
