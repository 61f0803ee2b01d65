/** A number that a service shows at `/metrics`. */
export interface Metric {
  readonly name: string
  readonly labels: Readonly<Record<string, string>>
  readonly value: number
}

const LINE = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? (\S+)$/
const LABEL = /([a-zA-Z_]\w*)="((?:[^"\\]|\\.)*)"/g
const ESCAPED: Readonly<Record<string, string>> = { n: '\n' }

/**
 * The metrics in a text of Prometheus (text format 0.0.4). Lines that are none are passed over, and so are those of histograms and
 * of the runtime, which no alert looks at.
 */
export function readMetrics(text: string): Metric[] {
  return text.split('\n').flatMap((line) => {
    if (!line.startsWith('tubepost_') || /^\w+_(bucket|sum|count)\b/.test(line)) return []
    const [, name, labels = '', value] = LINE.exec(line) ?? []
    if (name === undefined || value === undefined || !Number.isFinite(Number(value))) return []
    return [{ name, labels: readLabels(labels), value: Number(value) }]
  })
}

function readLabels(text: string): Record<string, string> {
  const pairs = [...text.matchAll(LABEL)].map(([, name = '', value = '']) => [
    name,
    value.replaceAll(/\\(.)/g, (_, sign: string) => ESCAPED[sign] ?? sign),
  ])
  return Object.fromEntries(pairs) as Record<string, string>
}
