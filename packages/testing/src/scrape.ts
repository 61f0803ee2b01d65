/** A service's `/metrics`, read as Prometheus would. */
export interface Scrape {
  readonly text: string
  /** The sum of all series with this name and these labels; undefined where there is none. */
  value(name: string, labels?: Readonly<Record<string, string>>): number | undefined
}

const SERIES = /^([a-z_]+)(?:\{(.*)\})? (\S+)$/

export async function scrape(url: string): Promise<Scrape> {
  const response = await fetch(`${url}/metrics`)
  if (!response.ok) throw new Error(`${url}/metrics answered ${response.status}`)
  const text = await response.text()
  const series = text.split('\n').flatMap((line) => {
    const [, name = '', labels = '', value] = SERIES.exec(line) ?? []
    return value === undefined ? [] : [{ name, labels: labels.split(','), value: Number(value) }]
  })
  return {
    text,
    value(name, labels = {}) {
      const wanted = Object.entries(labels).map(([label, value]) => `${label}="${value}"`)
      const found = series.filter((one) => one.name === name && wanted.every((each) => one.labels.includes(each)))
      return found.length === 0 ? undefined : found.reduce((sum, { value }) => sum + value, 0)
    },
  }
}
