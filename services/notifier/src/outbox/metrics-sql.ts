import { type Pool, rows, type Statement } from '@tubepost/db'

// Both queries use indexes of these states alone.
const HELD: Statement = {
  name: 'metrics.held',
  text: `select brake, count(*)::int as replies from reply where state = 'held' group by 1`,
}
const UNSENT: Statement = {
  name: 'metrics.unsent',
  text: `select state, count(*)::int as replies,
                greatest(0, extract(epoch from now() - min(coalesce(released_at, created_at))))::float8 as "oldestAgeSeconds"
         from reply where state = 'queued' or state in ('claimed', 'in_data') group by 1`,
}

/** Held replies by brake; brakes that hold none are left out. */
export async function countHeld(pool: Pool): Promise<{ brake: string; replies: number }[]> {
  return rows(pool, HELD)
}

/** Unfinished replies by state; states without one are left out. */
export async function countUnsent(pool: Pool): Promise<{ state: string; replies: number; oldestAgeSeconds: number }[]> {
  return rows(pool, UNSENT)
}
