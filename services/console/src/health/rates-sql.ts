import { type Pool, rows, type Statement } from '@tubepost/db'

// The index event_at has all of these columns.
const RATES: Statement = {
  name: 'journal.rates',
  text: `select date_bin($3::interval, at, $1::timestamptz) as at, name, outcome, count(*)::int as events
         from event
         where name in ('mail.received', 'mail.settled', 'reply.sent', 'reply.failed') and at >= $1 and at < $2
         group by 1, 2, 3`,
}

/** Events of a kind in one stretch of time. */
export interface Rate {
  /** When the stretch begins. */
  readonly at: Date
  readonly name: string
  /** Null for other events than settlements. */
  readonly outcome: string | null
  readonly events: number
}

/** Stretches with events, from one moment to before another. */
export const readRates = (pool: Pool, from: Date, to: Date, minutes: number): Promise<Rate[]> =>
  rows<Rate>(pool, RATES, [from.toISOString(), to.toISOString(), `${minutes} minutes`])
