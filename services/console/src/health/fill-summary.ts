import type { Finding } from './decide-alerts.ts'

const MINUTE = 60
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
const PLACE = /\{\{ \$(?:labels\.(\w+)|(value)(?: \| (\w+))?) \}\}/g
const FORMS = /\{\{ if eq \$value 1\.0 \}\}(.*?)\{\{ else \}\}(.*?)\{\{ end \}\}/g

/** How a rule writes its value, by the names of Prometheus's template functions. */
const WAYS: Readonly<Record<string, (value: number) => string>> = {
  humanize: rounded,
  humanizePercentage: (value) => `${rounded(value * 100)} %`,
  humanizeDuration(value) {
    const size = Math.abs(value)
    if (size < MINUTE) return `${rounded(value)} s`
    if (size < HOUR) return `${rounded(value / MINUTE)} min`
    return size < 2 * DAY ? `${rounded(value / HOUR)} h` : `${rounded(value / DAY)} days`
  },
}

/** The sentence of a rule about a finding, as Prometheus would write it. */
export const fillSummary = (summary: string, { labels, value }: Finding): string =>
  summary
    .replaceAll(FORMS, (_forms, one: string, other: string) => (value === 1 ? one : other))
    .replaceAll(PLACE, (_place, label: string | undefined, _value: unknown, way: string | undefined) =>
      label === undefined ? (WAYS[way ?? ''] ?? rounded)(value) : (labels[label] ?? ''),
    )

function rounded(value: number): string {
  return String(Math.round(value * 10) / 10)
}
