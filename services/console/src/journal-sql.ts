import { type Pool, rows, type Statement, type Tx } from '@tubepost/db'
import type { TubepostEvent } from '@tubepost/events'
import { describeEvent, nameOf, serviceOf } from './describe-event.ts'
import type { MailHead, ReplyState, Settlement } from './journal-entries.ts'

const EVENTS: Statement = {
  name: 'journal.events',
  text: `insert into event (event_id, mail_id, name, service, mailbox_id, at, text, data)
         select * from unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::timestamptz[], $7::text[], $8::jsonb[])
         on conflict do nothing`,
}

export async function insertEvents(tx: Tx, events: readonly TubepostEvent[]): Promise<void> {
  await rows(tx, EVENTS, [
    events.map((event) => event.id),
    events.map((event) => event.correlationid),
    events.map(nameOf),
    events.map(serviceOf),
    events.map((event) => event.mailbox),
    events.map((event) => event.time),
    events.map(describeEvent),
    events.map((event) => JSON.stringify(event.data)),
  ])
}

const HEADS: Statement = {
  name: 'journal.heads',
  text: `insert into mail as m (mail_id, mailbox_id, message_id, sender, subject, received_at)
         select * from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::timestamptz[])
         on conflict (mail_id) do update set message_id = excluded.message_id, sender = excluded.sender,
           subject = excluded.subject, received_at = excluded.received_at where m.received_at is null`,
}

export async function saveHeads(tx: Tx, heads: readonly MailHead[]): Promise<void> {
  if (heads.length === 0) return
  const sorted = unique(heads)
  await rows(tx, HEADS, [
    sorted.map((head) => head.mailId),
    sorted.map((head) => head.mailbox),
    sorted.map((head) => head.messageId),
    sorted.map((head) => head.from),
    sorted.map((head) => head.subject),
    sorted.map((head) => head.receivedAt),
  ])
}

const SETTLE: Statement = {
  name: 'journal.settle',
  text: `insert into mail as m (mail_id, mailbox_id, outcome, reason, settled_at)
         select * from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::timestamptz[])
         on conflict (mail_id) do update set
           outcome = case when m.outcome is null or m.outcome = 'failed' then excluded.outcome else m.outcome end,
           reason = case when m.outcome is null or m.outcome = 'failed' then excluded.reason else m.reason end,
           settled_at = coalesce(m.settled_at, excluded.settled_at),
           conflicts = m.conflicts + case when m.outcome is null or m.outcome = 'failed' then 0 else 1 end`,
}

/** Writes settlements. A mail that is settled twice in one batch is written twice, so that the conflict is counted. */
export async function saveSettlements(tx: Tx, settlements: readonly Settlement[]): Promise<void> {
  let left = [...settlements]
  while (left.length > 0) {
    const now = unique(left)
    left = left.filter((settlement) => !now.includes(settlement))
    await rows(tx, SETTLE, [
      now.map((settlement) => settlement.mailId),
      now.map((settlement) => settlement.mailbox),
      now.map((settlement) => settlement.outcome),
      now.map((settlement) => settlement.reason),
      now.map((settlement) => settlement.at),
    ])
  }
}

/** The first of each mail, in the order of ids, so that two replicas lock rows in the same order. */
function unique<Row extends { mailId: string }>(list: readonly Row[]): Row[] {
  const first = new Map<string, Row>()
  for (const row of list) if (!first.has(row.mailId)) first.set(row.mailId, row)
  return [...first.values()].toSorted((a, b) => (a.mailId < b.mailId ? -1 : 1))
}

const REPLY: Statement = {
  name: 'journal.reply',
  text: `insert into reply (reply_id, mail_id, state) values ($1, $2, $3)
         on conflict (reply_id) do update set state = excluded.state`,
}

export async function saveReplies(tx: Tx, replies: readonly ReplyState[]): Promise<void> {
  for (const reply of replies) await rows(tx, REPLY, [reply.replyId, reply.mailId, reply.state])
}

const DEAD: Statement = {
  name: 'journal.dead',
  text: `insert into dead_letter (event_id, mail_id, service, at, data) values ($1, $2, $3, $4, $5) on conflict do nothing`,
}

export async function saveDeadLetter(tx: Tx, event: TubepostEvent, service: string): Promise<void> {
  await rows(tx, DEAD, [event.id, event.correlationid, service, event.time, JSON.stringify(event.data)])
}

const MAIL_COLUMNS = `mail_id as "mailId", mailbox_id as mailbox, message_id as "messageId", sender as "from", subject,
                      received_at as "receivedAt", outcome, reason`
const BY_MESSAGE_ID: Statement = {
  name: 'journal.byMessageId',
  text: `select ${MAIL_COLUMNS} from mail where message_id = $1 order by received_at, mail_id limit $2`,
}
const LATEST: Statement = {
  name: 'journal.latest',
  text: `select ${MAIL_COLUMNS} from mail order by received_at desc nulls last, mail_id limit $1`,
}
const ONE: Statement = { name: 'journal.one', text: `select ${MAIL_COLUMNS}, conflicts from mail where mail_id = $1` }
const STORY: Statement = {
  name: 'journal.story',
  text: 'select at, service, name as event, text, data from event where mail_id = $1 order by at, event_id',
}

export interface JournaledMail {
  mailId: string
  mailbox: string
  messageId: string | null
  from: string | null
  subject: string | null
  receivedAt: Date | null
  outcome: string | null
  reason: string | null
}

export async function findMails(pool: Pool, messageId: string | undefined, limit: number): Promise<JournaledMail[]> {
  return messageId === undefined ? rows(pool, LATEST, [limit]) : rows(pool, BY_MESSAGE_ID, [messageId, limit])
}

export interface StoryLine {
  at: Date
  service: string
  event: string
  text: string
  data: Record<string, unknown>
}

export async function readStory(
  pool: Pool,
  mailId: string,
): Promise<{ mail: JournaledMail; story: StoryLine[] } | undefined> {
  const [mail] = await rows<JournaledMail>(pool, ONE, [mailId])
  return mail === undefined ? undefined : { mail, story: await rows<StoryLine>(pool, STORY, [mailId]) }
}

const COUNTS: Statement = {
  name: 'journal.counts',
  text: `select count(*) filter (where received_at is not null)::int as received,
                count(*) filter (where outcome is not null)::int as settled,
                coalesce(sum(conflicts), 0)::int as conflicts,
                (select count(*)::int from dead_letter) as "deadLetters" from mail`,
}
const REPLIES: Statement = {
  name: 'journal.replies',
  text: 'select state, count(*)::int as replies from reply group by 1',
}

export interface JournalCounts {
  received: number
  settled: number
  conflicts: number
  deadLetters: number
}

export async function countJournal(pool: Pool): Promise<{ journal: JournalCounts; replies: Map<string, number> }> {
  const [journal] = await rows<JournalCounts>(pool, COUNTS)
  const replies = await rows<{ state: string; replies: number }>(pool, REPLIES)
  return {
    journal: journal ?? { received: 0, settled: 0, conflicts: 0, deadLetters: 0 },
    replies: new Map(replies.map((row) => [row.state, row.replies])),
  }
}
