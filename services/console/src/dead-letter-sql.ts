import { type Pool, rows, type Statement, type Tx } from '@tubepost/db'
import type { DataOf, deadLetters, ServiceName } from '@tubepost/events'
import type { DeadLetterEntry } from './journal-entries.ts'

/** `open`: waits for an operator. `redriven`: sent round again; a new death of the same event opens it again. */
export const DEAD_LETTER_STATES = ['open', 'redriven', 'discarded'] as const
export type DeadLetterState = (typeof DEAD_LETTER_STATES)[number]

const SAVE: Statement = {
  name: 'deadLetter.save',
  text: `insert into dead_letter as d (event_id, mail_id, service, at, changed_at, data, given_up_id)
         values ($1, $2, $3, $4, $4, $5, $6)
         on conflict (service, given_up_id) do update set
           at = excluded.at, changed_at = excluded.at, data = excluded.data, state = 'open', deaths = d.deaths + 1`,
}

/** Keeps a dead letter, or opens the one again whose event has died anew. */
export async function saveDeadLetter(tx: Tx, { event, service, givenUpId }: DeadLetterEntry): Promise<void> {
  await rows(tx, SAVE, [event.id, event.correlationid, service, event.time, JSON.stringify(event.data), givenUpId])
}

export interface DeadLetter {
  eventId: string
  mailId: string
  service: ServiceName
  state: DeadLetterState
  /** When it was given up the last time. */
  at: Date
  changedAt: Date
  deaths: number
  redrives: number
  data: DataOf<(typeof deadLetters)['parser']>
}

const COLUMNS = `event_id as "eventId", mail_id as "mailId", service, state, at, changed_at as "changedAt", deaths, redrives`
const LIST: Statement = {
  name: 'deadLetter.list',
  text: `select ${COLUMNS}, data from dead_letter
         where ($1::text is null or service = $1) and ($2::text is null or state = $2)
         order by state = 'open' desc, at desc, event_id limit $3`,
}
const ONE: Statement = { name: 'deadLetter.one', text: `select ${COLUMNS}, data from dead_letter where event_id = $1` }
const LOCK: Statement = { name: 'deadLetter.lock', text: `${ONE.text} for update` }
const REDRIVEN: Statement = {
  name: 'deadLetter.redriven',
  text: `update dead_letter set state = 'redriven', redrives = redrives + 1, changed_at = $2 where event_id = $1
         returning ${COLUMNS}, data`,
}
const DISCARDED: Statement = {
  name: 'deadLetter.discarded',
  text: `update dead_letter set state = 'discarded', changed_at = $2 where event_id = $1 returning ${COLUMNS}, data`,
}

const COUNT_OPEN: Statement = {
  name: 'deadLetter.countOpen',
  text: `select service, count(*)::int as letters from dead_letter where state = 'open' group by 1`,
}

/** Letters that wait for an operator, by service; services without one are left out. */
export async function countOpenDeadLetters(pool: Pool): Promise<{ service: ServiceName; letters: number }[]> {
  return rows(pool, COUNT_OPEN)
}

/** Open ones first, the latest first among them. */
export async function listDeadLetters(
  pool: Pool,
  filter: { service?: string | undefined; state?: string | undefined },
  limit: number,
): Promise<DeadLetter[]> {
  return rows<DeadLetter>(pool, LIST, [filter.service ?? null, filter.state ?? null, limit])
}

export async function readDeadLetter(pool: Pool, eventId: string): Promise<DeadLetter | undefined> {
  return (await rows<DeadLetter>(pool, ONE, [eventId]))[0]
}

/** The letter, locked until the end of the transaction. */
export async function lockDeadLetter(tx: Tx, eventId: string): Promise<DeadLetter | undefined> {
  return (await rows<DeadLetter>(tx, LOCK, [eventId]))[0]
}

export async function markRedriven(tx: Tx, eventId: string, now: string): Promise<DeadLetter | undefined> {
  return (await rows<DeadLetter>(tx, REDRIVEN, [eventId, now]))[0]
}

export async function markDiscarded(tx: Tx, eventId: string, now: string): Promise<DeadLetter | undefined> {
  return (await rows<DeadLetter>(tx, DISCARDED, [eventId, now]))[0]
}
