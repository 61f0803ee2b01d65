import { type Pool, rows, type Statement } from '@tubepost/db'

export interface OutboxFilter {
  state: string | undefined
  mailbox: string | undefined
  /** addressKey */
  recipient: string | undefined
}

const COLUMNS = `reply_id as "replyId", mail_id as "mailId", mailbox_id as mailbox, kind, recipient as to, subject, state,
                 brake, attempts, message_id as "messageId", created_at as "createdAt", released_at as "releasedAt",
                 finished_at as "finishedAt", case when state = 'queued' then next_at end as "nextAt", result, problem`
// Whoever sees the outbox need not be one who may read cases.
const WRITTEN_BY_US = "kind <> 'personal'"
const RAW = `case when ${WRITTEN_BY_US} then convert_from(raw, 'UTF8') end as raw`
const TEXT = `case when ${WRITTEN_BY_US} then body end as text`

const CONDITIONS = {
  state: (value) => `state = ${value}`,
  mailbox: (value) => `mailbox_id = ${value}`,
  recipient: (value) => `recipient_key = ${value}`,
} satisfies Record<keyof OutboxFilter, (value: string) => string>

/** One statement for each set of conditions, so that each is planned for the index that fits it. */
function listStatement(names: readonly (keyof OutboxFilter)[]): Statement {
  const conditions = names.map((name, at) => CONDITIONS[name](`$${at + 2}`))
  return {
    name: `outbox.list.${names.join('.')}`,
    text: `select ${COLUMNS}, ${RAW} from reply
           ${conditions.length === 0 ? '' : 'where'} ${conditions.join(' and ')}
           order by created_at desc, reply_id limit $1`,
  }
}

/** A timestamp as an answer shows it. */
const written = (column: string): string => `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`
const ONE: Statement = {
  name: 'outbox.one',
  text: `select ${COLUMNS}, ${TEXT}, ${RAW},
                (select coalesce(json_agg(try order by number), '[]')
                 from (select number, ${written('at')} as at, ${written('ended_at')} as "endedAt", outcome, code, answer
                       from sending where reply_id = $1) as try) as tries
         from reply where reply_id = $1`,
}
const HELD: Statement = {
  name: 'outbox.held',
  text: `select ${COLUMNS}, ${TEXT} from reply where state = 'held' order by created_at, reply_id limit $1`,
}

export interface OutboxRow {
  replyId: string
  state: string
  brake: string | null
  [column: string]: unknown
}

type Try = Record<string, unknown>

interface ReplyWithAttempts {
  reply: OutboxRow
  attempts: Try[]
}

/** Newest first. */
export async function readOutbox(pool: Pool, filter: OutboxFilter, limit: number): Promise<OutboxRow[]> {
  const names = (Object.keys(CONDITIONS) as (keyof OutboxFilter)[]).filter((name) => filter[name] !== undefined)
  return rows<OutboxRow>(pool, listStatement(names), [limit, ...names.map((name) => filter[name])])
}

/** One reply with its words and every try to send it. */
export async function readReply(pool: Pool, replyId: string): Promise<ReplyWithAttempts | undefined> {
  const [found] = await rows<OutboxRow & { tries: Try[] }>(pool, ONE, [replyId])
  if (found === undefined) return undefined
  const { tries, ...reply } = found
  return { reply, attempts: tries }
}

/** Replies held for a person, the oldest first. */
export async function readHeld(pool: Pool, limit: number): Promise<OutboxRow[]> {
  return rows<OutboxRow>(pool, HELD, [limit])
}
