import { asOneText, columns } from './columns.ts'
import { type Pool, rows, type Statement, touch, type Tx } from './pool.ts'

/** An event on its way out: its JSON text and where it goes. */
export interface OutboxRow {
  id: string
  causeId: string | null
  stream: string
  subject: string
  redrive: number
  body: string
}

const INSERT: Statement = {
  name: 'outbox.insert',
  text: `insert into outbox (id, cause_id, stream, subject, redrive, generation, body, published_at)
         select *, case when generation is not null then now() end
         from unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::int[], $6::text[], string_to_array($7, E'\\x1e'))
           as e (id, cause_id, stream, subject, redrive, generation, body)
         on conflict (id) do nothing`,
}

/**
 * Writes events to the outbox, in the transaction that caused them. `generations` is given where the rows count as
 * published at once, because something else sees to their publishing after a crash: the life of each stream that
 * takes them, as it was before the transaction.
 */
export async function insertOutbox(
  tx: Tx,
  events: readonly OutboxRow[],
  generations?: ReadonlyMap<string, string>,
): Promise<void> {
  if (events.length === 0) return
  await rows(tx, INSERT, [
    ...columns(events, 'id', 'causeId', 'stream', 'subject', 'redrive'),
    events.map(({ stream }) => generations?.get(stream) ?? null),
    asOneText(events.map(({ body }) => body)),
  ])
}

const MARK: Statement = {
  name: 'outbox.mark',
  text: `update outbox set published_at = now(), generation = g.generation, claimed_until = null
         from unnest($1::uuid[], $2::text[]) as g (id, generation) where outbox.id = g.id`,
}

/** Notes that the broker has the events; `generation` is that of the stream which took each. */
export async function markPublished(
  on: Tx | Pool,
  published: readonly { readonly id: string; readonly generation: string }[],
): Promise<void> {
  if (published.length > 0) await rows(on, MARK, columns(published, 'id', 'generation'))
}

const UNMARK: Statement = {
  name: 'outbox.unmark',
  text: 'update outbox set published_at = null where id = any($1::uuid[])',
}

/** Leaves events to the sweeper that count as published and that the broker did not take. */
export async function unmarkPublished(pool: Pool, ids: readonly string[]): Promise<void> {
  await rows(pool, UNMARK, [ids])
}

// Rows younger than this belong to the process that wrote them, which publishes right after its commit.
const CLAIM: Statement = {
  name: 'outbox.claim',
  text: `with due as materialized (
           select id from outbox
           where published_at is null and stream = $1 and created_at < now() - make_interval(secs => $2)
             and (claimed_until is null or claimed_until < now())
           order by position limit $3 for update skip locked
         ), claimed as (
           update outbox set claimed_until = now() + make_interval(secs => $4) from due where outbox.id = due.id
           returning position, outbox.id, cause_id, stream, subject, redrive, body
         )
         select id, cause_id as "causeId", stream, subject, redrive, body from claimed order by position`,
}

/**
 * Claims the unpublished rows of a stream, oldest first, for as long as it takes to publish them. The claim of a process
 * that dies runs out, and the rows are claimed again.
 */
export async function claimOutbox(
  pool: Pool,
  stream: string,
  { olderThanSeconds, limit, forSeconds }: { olderThanSeconds: number; limit: number; forSeconds: number },
): Promise<OutboxRow[]> {
  return rows<OutboxRow>(pool, CLAIM, [stream, olderThanSeconds, limit, forSeconds])
}

const UNCLAIM: Statement = {
  name: 'outbox.unclaim',
  text: 'update outbox set claimed_until = null where id = any($1::uuid[])',
}

/** Gives back what could not be published. */
export async function unclaimOutbox(pool: Pool, ids: readonly string[]): Promise<void> {
  await rows(pool, UNCLAIM, [ids])
}

const CAUSED_BY: Statement = {
  name: 'outbox.causedBy',
  text: `select id, cause_id as "causeId", stream, subject, redrive, body from outbox
         where cause_id = any($1::uuid[]) order by position`,
}

/** All that the given events caused here, in the order it was written. */
export async function outboxCausedBy(tx: Tx, causeIds: readonly string[]): Promise<OutboxRow[]> {
  return rows<OutboxRow>(tx, CAUSED_BY, [causeIds])
}

const REOPEN: Statement = {
  name: 'outbox.reopen',
  text: `update outbox set published_at = null
         where stream = $1 and generation is distinct from $2 and published_at is not null
           and created_at > now() - make_interval(hours => $3)`,
}

/** A stream has begun anew: the events it took within the window in its earlier life are to be published again. */
export async function reopenForGeneration(
  pool: Pool,
  stream: string,
  generation: string,
  windowHours: number,
): Promise<number> {
  return touch(pool, REOPEN, [stream, generation, windowHours])
}

const BACKLOG: Statement = {
  name: 'outbox.backlog',
  text: `select stream, count(*)::int as pending,
                greatest(0, extract(epoch from now() - min(created_at)))::float8 as "oldestAgeSeconds"
         from outbox where published_at is null group by 1`,
}

/** Rows that wait for the broker, by stream; streams for which none waits are left out. */
export async function outboxBacklog(
  pool: Pool,
): Promise<{ stream: string; pending: number; oldestAgeSeconds: number }[]> {
  return rows(pool, BACKLOG)
}

const IS_OLD = 'now() - make_interval(days => $1)'

/**
 * Deliveries older than this cannot come back: every stream is shorter. For the values see `prune`. The rows are named by an
 * array, which is looked up one by one; joined with a thousand of them the whole table might be read.
 */
export const OLD_DELIVERIES: readonly Statement[] = [
  {
    // Rows are old in the order of their positions, so the first that is not ends the look.
    name: 'outbox.prune',
    text: `delete from outbox where position = any(array(
             select position from (
               select position, created_at, published_at from outbox where published_at is not null order by position limit $2
             ) as oldest where created_at < ${IS_OLD} and published_at < ${IS_OLD}))`,
  },
  {
    name: 'inbox.prune',
    text: `delete from inbox where ctid = any(array(select ctid from inbox where at < ${IS_OLD} order by at limit $2))`,
  },
  {
    name: 'attempt.prune',
    text: `delete from attempt
           where ctid = any(array(select ctid from attempt where last_at < ${IS_OLD} order by last_at limit $2))`,
  },
]
