import { type Pool, rows, type Statement } from '@tubepost/db'

// Uses the index mail_open, as the next but one does.
const WAITING: Statement = {
  name: 'metrics.waiting',
  text: `select case when alarm is not null then 'alarmed' when published_at is null then 'taken' else 'published' end as state,
                count(*)::int as mails, greatest(0, extract(epoch from now() - min(taken_at)))::float8 as "oldestAgeSeconds"
         from mail where is_open and settled_at is null group by 1`,
}

/** Unsettled mails by state; states without any are left out. */
export async function countWaiting(
  pool: Pool,
): Promise<{ state: 'alarmed' | 'taken' | 'published'; mails: number; oldestAgeSeconds: number }[]> {
  return rows(pool, WAITING)
}

const LOOKS: Statement = {
  name: 'metrics.lastLooks',
  text: `select mailbox_id as id, extract(epoch from max(looked_at))::float8 as at from folder_life
         where looked_at is not null group by 1`,
}

/** When the last good look at a mailbox's folder began, by mailbox; seconds since 1970. */
export async function lastLooks(pool: Pool): Promise<Map<string, number>> {
  return new Map((await rows<{ id: string; at: number }>(pool, LOOKS)).map(({ id, at }) => [id, at]))
}

const FAILING: Statement = {
  name: 'metrics.failingFinals',
  text: `select mailbox_id as id, count(*)::int as mails from mail
         where is_open and settled_at is not null and final_at is null and final_problem is not null group by 1`,
}

/** Settled mails whose last try to finish failed, by mailbox. */
export async function countFailingFinals(pool: Pool): Promise<Map<string, number>> {
  return new Map((await rows<{ id: string; mails: number }>(pool, FAILING)).map(({ id, mails }) => [id, mails]))
}
