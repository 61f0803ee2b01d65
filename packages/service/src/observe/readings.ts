import type { Logger } from 'pino'
import type { OpenReading } from '../define/define-metric.ts'
import { inTime } from '../in-time.ts'
import type { Metrics } from './metrics.ts'

// Below the shortest sensible scrape interval, so that several scrapers cost no more than one.
const GOOD_FOR_MS = 1_000
// Prometheus waits 10 s for the whole answer. A database that is down takes longer to fail.
const READ_TIMEOUT_MS = 3_000

/**
 * Sets gauges to their current values. Returns a function to await before the metrics are shown. A reading that fails
 * shows nothing instead of an old value, and the failure is counted.
 */
export function createReadings(readings: readonly OpenReading[], metrics: Metrics, log: Logger): () => Promise<void> {
  const refreshers = readings.map((reading) => createRefresher(reading, metrics, log))
  return async () => void (await Promise.all(refreshers.map((refresh) => refresh())))
}

function createRefresher(reading: OpenReading, metrics: Metrics, log: Logger): () => Promise<void> {
  let running: Promise<void> | undefined
  let goodUntil = Number.NEGATIVE_INFINITY
  const name = reading.gauges[0]?.name ?? ''

  const refresh = async () => {
    try {
      const samples = await inTime(reading.read(), READ_TIMEOUT_MS)
      forget()
      for (const { gauge, labels, value } of samples) metrics.gauge(gauge.name).set(labels, value)
      goodUntil = performance.now() + (reading.goodForMs ?? GOOD_FOR_MS)
    } catch (error) {
      forget()
      metrics.unreadable.inc({ gauge: name })
      log.warn({ err: error, gauge: name }, 'gauges could not be read')
    }
  }
  const forget = () => {
    for (const { name: each, labels } of reading.gauges) {
      const gauge = metrics.gauge(each)
      gauge.reset()
      // A gauge without labels would show 0 otherwise.
      if (labels.length === 0) gauge.remove()
    }
  }
  forget()
  metrics.unreadable.inc({ gauge: name }, 0)
  return async () => {
    if (running === undefined && performance.now() < goodUntil) return
    running ??= refresh().finally(() => {
      running = undefined
    })
    await running
  }
}
