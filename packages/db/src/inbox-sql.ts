import { rows, type Statement, type Tx } from './pool.ts'

const INSERT: Statement = {
  name: 'inbox.insert',
  text: `insert into inbox (consumer, event_id)
         select $1, id from unnest($2::uuid[]) as id order by id
         on conflict do nothing
         returning event_id`,
}

/** Notes the events as handled by this transaction. @returns the ids that no earlier transaction had noted */
export async function noteHandled(tx: Tx, consumer: string, eventIds: readonly string[]): Promise<Set<string>> {
  const fresh = await rows<{ event_id: string }>(tx, INSERT, [consumer, eventIds])
  return new Set(fresh.map((row) => row.event_id))
}

const COUNT_ATTEMPT: Statement = {
  name: 'attempt.count',
  text: `insert into attempt (consumer, event_id, attempts) values ($1, $2, 1)
         on conflict (consumer, event_id) do update set attempts = attempt.attempts + 1, last_at = now()
         returning attempts`,
}

/** Counts one more try of a redelivered event. Committed before the try, so that a try that kills us counts too. */
export async function countAttempt(tx: Tx, consumer: string, eventId: string): Promise<number> {
  const [row] = await rows<{ attempts: number }>(tx, COUNT_ATTEMPT, [consumer, eventId])
  return row?.attempts ?? 1
}

const FORGET_ATTEMPTS: Statement = {
  name: 'attempt.forget',
  text: 'delete from attempt where consumer = $1 and event_id = any($2::uuid[])',
}

export async function forgetAttempts(tx: Tx, consumer: string, eventIds: readonly string[]): Promise<void> {
  await rows(tx, FORGET_ATTEMPTS, [consumer, eventIds])
}
