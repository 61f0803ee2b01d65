import type { DeadLetterState } from '@tubepost/api'
import { type Pool, rows, type Statement, type Tx } from '@tubepost/db'
import type { DataOf, deadLetters, ServiceName } from '@tubepost/events'
import type { DeadLetterEntry } from './journal-entries.ts'

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
  /** A new death of the same event opens a redriven one again. */
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

const FIT = `state = $1 and ($2::text is null or service = $2) and ($3::timestamptz is null or at <= $3)`
const READABLE = `jsonb_typeof(data->'event') = 'object'`
const COUNT_FITTING: Statement = {
  name: 'deadLetter.countFitting',
  text: `select count(*)::int as letters, count(*) filter (where ${READABLE})::int as readable, max(at) as latest
         from dead_letter where ${FIT}`,
}

/** Letters of one state, of one service or of all. */
export interface LettersOfOneState {
  readonly state: DeadLetterState
  readonly service?: ServiceName | undefined
  /** RFC 3339; those that were given up later do not count. */
  readonly until?: string | undefined
}

interface Fitting {
  readonly letters: number
  /** Those in which an event can be read. */
  readonly readable: number
  /** When the latest was given up. */
  readonly latest: Date | null
}

export async function countFitting(on: Pool | Tx, fitting: LettersOfOneState): Promise<Fitting> {
  const [counts] = await rows<Fitting>(on, COUNT_FITTING, parametersOf(fitting))
  return counts ?? { letters: 0, readable: 0, latest: null }
}

const parametersOf = ({ state, service, until }: LettersOfOneState) => [state, service ?? null, until ?? null]

// Whoever handles letters at the same time takes others: nobody waits, and none is taken twice.
const taken = (condition: string) => `with taken as materialized (
  select event_id as id from dead_letter where ${condition} order by at, event_id limit $4 for update skip locked)`
const MANY_REDRIVEN: Statement = {
  name: 'deadLetter.manyRedriven',
  text: `${taken(`${FIT} and ${READABLE}`)}
         update dead_letter set state = 'redriven', redrives = redrives + 1, changed_at = $5
         from taken where event_id = id returning ${COLUMNS}, data`,
}
const MANY_DISCARDED: Statement = {
  name: 'deadLetter.manyDiscarded',
  text: `${taken(FIT)}
         update dead_letter set state = 'discarded', changed_at = $5 from taken where event_id = id returning ${COLUMNS}, data`,
}

/** Those that can be read; like `markManyDiscarded`. */
export const markManyRedriven = (tx: Tx, fitting: LettersOfOneState, most: number, now: string) =>
  markMany(tx, MANY_REDRIVEN, fitting, most, now)

/** @returns the letters, in the order in which they were given up */
export const markManyDiscarded = (tx: Tx, fitting: LettersOfOneState, most: number, now: string) =>
  markMany(tx, MANY_DISCARDED, fitting, most, now)

async function markMany(
  tx: Tx,
  statement: Statement,
  fitting: LettersOfOneState,
  most: number,
  now: string,
): Promise<DeadLetter[]> {
  const marked = await rows<DeadLetter>(tx, statement, [...parametersOf(fitting), most, now])
  return marked.toSorted((a, b) => Number(a.at) - Number(b.at) || (a.eventId < b.eventId ? -1 : 1))
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
