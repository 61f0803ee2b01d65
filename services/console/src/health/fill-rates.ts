import type { Rates } from '@tubepost/api'
import type { Rate } from './rates-sql.ts'

type Bucket = Rates['buckets'][number]

/** Every stretch from one moment to before another, in order; those without events have zeros. */
export function fillRates(rates: readonly Rate[], from: Date, to: Date, minutes: number): Bucket[] {
  const byStart = Map.groupBy(rates, ({ at }) => at.getTime())
  const buckets: Bucket[] = []
  for (let at = from.getTime(); at < to.getTime(); at += minutes * 60_000) {
    const here = byStart.get(at) ?? []
    const count = (name: string, outcome: string | null = null) =>
      here.filter((rate) => rate.name === name && rate.outcome === outcome).reduce((sum, { events }) => sum + events, 0)
    buckets.push({
      at: new Date(at).toISOString(),
      received: count('mail.received'),
      applied: count('mail.settled', 'applied'),
      rejected: count('mail.settled', 'rejected'),
      ignored: count('mail.settled', 'ignored'),
      duplicate: count('mail.settled', 'duplicate'),
      failed: count('mail.settled', 'failed'),
      replies: count('reply.sent'),
      repliesFailed: count('reply.failed'),
    })
  }
  return buckets
}
