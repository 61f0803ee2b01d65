import { columns, type Pool, rows, type Statement, type Tx } from '@tubepost/db'
import type { TubepostEvent } from '@tubepost/events'
import { describeEvent, nameOf, serviceOf } from './describe-event.ts'
import type { MailHead, ReplyState, Requeue, Settlement } from './journal-entries.ts'
import type { MailSearch } from './search-mails.ts'

const EVENTS: Statement = {
  name: 'journal.events',
  text: `insert into event (event_id, mail_id, name, service, mailbox_id, at, text, data)
         select * from unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::timestamptz[], $7::text[], $8::jsonb[])
         on conflict do nothing`,
}

export async function insertEvents(tx: Tx, events: readonly TubepostEvent[]): Promise<void> {
  const lines = events.map((event) => ({
    id: event.id,
    mailId: event.correlationid,
    name: nameOf(event),
    service: serviceOf(event),
    mailbox: event.mailbox,
    at: event.time,
    text: describeEvent(event),
    data: JSON.stringify(event.data),
  }))
  await rows(tx, EVENTS, columns(lines, 'id', 'mailId', 'name', 'service', 'mailbox', 'at', 'text', 'data'))
}

const HEADS: Statement = {
  name: 'journal.heads',
  text: `insert into mail as m (mail_id, mailbox_id, message_id, sender, subject, received_at)
         select * from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::timestamptz[])
         on conflict (mail_id) do update set message_id = excluded.message_id, sender = excluded.sender,
           subject = excluded.subject, received_at = excluded.received_at
           where m.received_at is null or m.subject is null`,
}

export async function saveHeads(tx: Tx, heads: readonly MailHead[]): Promise<void> {
  if (heads.length === 0) return
  await rows(tx, HEADS, columns(unique(heads), 'mailId', 'mailbox', 'messageId', 'from', 'subject', 'receivedAt'))
}

const REPLACES = `m.round < excluded.round or m.outcome is null or m.outcome = 'failed'`

const REQUEUE: Statement = {
  name: 'journal.requeue',
  text: `insert into mail as m (mail_id, mailbox_id, round) values ($1, $2, $3)
         on conflict (mail_id) do update set
           round = excluded.round, outcome = null, reason = null, settled_at = null, pruned_at = null
           where m.round < excluded.round`,
}

/** The mails are unsettled again, unless the settlement of that round has come already. */
export async function saveRequeues(tx: Tx, requeues: readonly Requeue[]): Promise<void> {
  for (const { mailId, mailbox, round } of requeues) await rows(tx, REQUEUE, [mailId, mailbox, round])
}

// A settlement of a later round replaces, one of an earlier round changes nothing: it was decided before the requeue.
const SETTLE: Statement = {
  name: 'journal.settle',
  text: `insert into mail as m (mail_id, mailbox_id, round, outcome, reason, settled_at)
         select * from unnest($1::uuid[], $2::text[], $3::integer[], $4::text[], $5::text[], $6::timestamptz[])
         on conflict (mail_id) do update set
           round = excluded.round,
           outcome = case when ${REPLACES} then excluded.outcome else m.outcome end,
           reason = case when ${REPLACES} then excluded.reason else m.reason end,
           settled_at = case when m.round < excluded.round then excluded.settled_at
                             else coalesce(m.settled_at, excluded.settled_at) end,
           conflicts = m.conflicts + case when ${REPLACES} then 0 else 1 end
         where m.round <= excluded.round`,
}

/** Writes settlements. A mail that is settled twice in one batch is written twice, so that the conflict is counted. */
export async function saveSettlements(tx: Tx, settlements: readonly Settlement[]): Promise<void> {
  let left = [...settlements]
  while (left.length > 0) {
    const now = unique(left)
    left = left.filter((settlement) => !now.includes(settlement))
    await rows(tx, SETTLE, columns(now, 'mailId', 'mailbox', 'round', 'outcome', 'reason', 'at'))
  }
}

/** The first of each mail, in the order of ids, so that two replicas lock rows in the same order. */
function unique<Row extends { mailId: string }>(list: readonly Row[]): Row[] {
  const first = new Map<string, Row>()
  for (const row of list) if (!first.has(row.mailId)) first.set(row.mailId, row)
  return [...first.values()].toSorted((a, b) => (a.mailId < b.mailId ? -1 : 1))
}

// A held reply may still end. An end stays one, also where the event of the hold arrives later.
const REPLY: Statement = {
  name: 'journal.reply',
  text: `insert into reply (reply_id, mail_id, state) values ($1, $2, $3)
         on conflict (reply_id) do update set state = excluded.state where reply.state = 'held'`,
}

export async function saveReplies(tx: Tx, replies: readonly ReplyState[]): Promise<void> {
  for (const reply of replies) await rows(tx, REPLY, [reply.replyId, reply.mailId, reply.state])
}

const MAIL_COLUMNS = `mail_id as "mailId", mailbox_id as mailbox, message_id as "messageId", sender as "from", subject,
                      received_at as "receivedAt", outcome, reason`
// Arrival is not known while a settlement has overtaken the mail; the index mail_listed has the same expression.
const LISTED_AT = `coalesce(received_at, '-infinity'::timestamptz)`

const CONDITIONS = {
  mailbox: (value) => `mailbox_id = ${value}`,
  messageId: (value) => `message_id = ${value}`,
  from: (value) => `sender ilike all (${value}::text[])`,
  subject: (value) => `subject ilike all (${value}::text[])`,
  outcome: (value) => `coalesce(outcome, 'waiting') = ${value}`,
  reason: (value) => `reason = ${value}`,
  since: (value) => `${LISTED_AT} >= ${value}::timestamptz`,
  until: (value) => `received_at < ${value}::timestamptz`,
  before: (value) =>
    `(${LISTED_AT}, mail_id) < (select ${LISTED_AT}, mail_id from mail where mail_id = ${value}::uuid)`,
} satisfies Record<keyof MailSearch, (value: string) => string>

/** One statement for each set of conditions, so that each is planned for the index that fits it. */
function searchStatement(names: readonly (keyof MailSearch)[]): Statement {
  const conditions = names.map((name, i) => CONDITIONS[name](`$${i + 2}`))
  return {
    name: `journal.search.${names.join('.')}`,
    text: `select ${MAIL_COLUMNS} from mail ${conditions.length === 0 ? '' : 'where'} ${conditions.join(' and ')}
           order by ${LISTED_AT} desc, mail_id desc limit $1`,
  }
}

const ONE: Statement = {
  name: 'journal.one',
  text: `select ${MAIL_COLUMNS}, conflicts, pruned_at as "prunedAt" from mail where mail_id = $1`,
}
// A requeue and the mail's new round are of one moment.
const STORY: Statement = {
  name: 'journal.story',
  text: `select at, service, name as event, text, data from event where mail_id = $1
         order by at, name <> 'mail.requeued', event_id`,
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

/** Newest first. */
export async function findMails(pool: Pool, search: MailSearch, limit: number): Promise<JournaledMail[]> {
  const names = (Object.keys(CONDITIONS) as (keyof MailSearch)[]).filter((name) => search[name] !== undefined)
  return rows<JournaledMail>(pool, searchStatement(names), [limit, ...names.map((name) => search[name])])
}

const KNOWS: Statement = { name: 'journal.knows', text: 'select 1 as one from mail where mail_id = $1' }

export async function knowsMail(pool: Pool, mailId: string): Promise<boolean> {
  return (await rows(pool, KNOWS, [mailId])).length === 1
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
                (select count(*)::int from dead_letter where state = 'open') as "deadLetters" from mail`,
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
