import { asOneText, columns, type Pool, readTally, rows, type Statement, type Tx } from '@tubepost/db'
import { isA, mailSettled, type TubepostEvent } from '@tubepost/events'
import { describeEvent, nameOf, serviceOf } from './describe-event.ts'
import { keptData } from './kept-data.ts'
import type { MailHead, ReplyState, Requeue, Settlement } from './journal-entries.ts'
import type { MailSearch } from './search-mails.ts'

const EVENTS: Statement = {
  name: 'journal.events',
  text: `insert into event (event_id, mail_id, name, service, mailbox_id, at, outcome, body)
         select * from unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::timestamptz[], $7::text[],
                              string_to_array($8, E'\\x1e')::json[])
         on conflict do nothing
         returning event_id as id`,
}

/** @returns the events that the journal did not have yet, each once */
export async function insertEvents(tx: Tx, events: readonly TubepostEvent[]): Promise<TubepostEvent[]> {
  const lines = events.map((event) => ({
    id: event.id,
    mailId: event.correlationid,
    name: nameOf(event),
    service: serviceOf(event),
    mailbox: event.mailbox,
    at: event.time,
    outcome: isA(mailSettled, event) ? event.data.outcome : null,
  }))
  const values = columns(lines, 'id', 'mailId', 'name', 'service', 'mailbox', 'at', 'outcome')
  const found = await rows<{ id: string }>(tx, EVENTS, [
    ...values,
    asOneText(events.map((event) => JSON.stringify(keptData(event)))),
  ])
  const inserted = new Set(found.map(({ id }) => id))
  return events.filter((event) => inserted.delete(event.id))
}

// The texts stand in a table of their own: the row of the mail is written anew when it is settled, and they are not.
const HEADS: Statement = {
  name: 'journal.heads',
  text: `with given as materialized (
           select * from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::timestamptz[])
             as g (mail_id, mailbox_id, message_id, sender, subject, received_at)),
         told as (
           insert into mail_head (mail_id, message_id, sender, subject)
           select mail_id, message_id, sender, subject from given on conflict (mail_id) do nothing)
         insert into mail as m (mail_id, mailbox_id, received_at) select mail_id, mailbox_id, received_at from given
         on conflict (mail_id) do update set received_at = excluded.received_at where m.received_at is null`,
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
const MAILS = 'mail left join mail_head using (mail_id)'
// Arrival is not known while a settlement has overtaken the mail; the index mail_listed has the same expression.
const LISTED_AT = `coalesce(received_at, '-infinity'::timestamptz)`

const wordsIn = (column: 'sender' | 'subject', value: string): string =>
  `words_of(${column}) @@ phraseto_tsquery('simple', ${value})`

const CONDITIONS = {
  mailbox: (value) => `mailbox_id = ${value}`,
  messageId: (value) => `message_id = ${value}`,
  from: (value) => `sender ilike ${value}`,
  subject: (value) => `subject ilike ${value}`,
  fromWords: (value) => wordsIn('sender', value),
  subjectWords: (value) => wordsIn('subject', value),
  outcome: (value) => `coalesce(outcome, 'waiting') = ${value}`,
  reason: (value) => `reason = ${value}`,
  since: (value) => `${LISTED_AT} >= ${value}::timestamptz`,
  until: (value) => `${LISTED_AT} < ${value}::timestamptz and received_at is not null`,
  before: (value) =>
    `(${LISTED_AT}, mail_id) < (select ${LISTED_AT}, mail_id from mail where mail_id = ${value}::uuid)`,
} satisfies Record<keyof MailSearch, (value: string) => string>

/** One statement for each set of conditions, so that each is planned for the index that fits it. */
function searchStatement(asked: readonly { name: keyof MailSearch; isRare: boolean }[]): Statement {
  const conditions = asked.map(({ name, isRare }, i) => {
    const condition = CONDITIONS[name](`$${i + 2}`)
    return isRare ? `mail_id = any(array(select mail_id from mail_head where ${condition}))` : condition
  })
  return {
    name: `journal.search.${asked.map(({ name, isRare }) => (isRare ? `rare-${name}` : name)).join('.')}`,
    text: `select ${MAIL_COLUMNS} from ${MAILS} ${conditions.length === 0 ? '' : 'where'} ${conditions.join(' and ')}
           order by ${LISTED_AT} desc, mail_id desc limit $1`,
  }
}

/** Rows of versions before have the sentence in them, and their data in a column of its own. */
export const KEPT_DATA = 'coalesce(body, data::json) as data'
export type Unsaid<Line extends StoryLine> = Omit<Line, 'text'> & { text: string | null }

/** The lines with a sentence each. */
export const told = <Line extends StoryLine>(lines: readonly Unsaid<Line>[]) =>
  lines.map((line) => ({ ...line, text: line.text ?? describeEvent(line.event, line.data) }))

// One statement, so that the mail stands where its story ends. A requeue and the mail's new round are of one moment.
const STORY: Statement = {
  name: 'journal.story',
  text: `select ${MAIL_COLUMNS}, conflicts, pruned_at as "prunedAt",
           (select coalesce(json_agg(line order by line.at, event <> 'mail.requeued', event_id), '[]')
            from (select event_id, at, service, name as event, text, ${KEPT_DATA} from event where mail_id = $1) as line) as story
         from ${MAILS} where mail_id = $1`,
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

/** Newest first. A word is a condition of its own: the indexes of words answer no list of them. */
export async function findMails(pool: Pool, search: MailSearch, limit: number): Promise<JournaledMail[]> {
  const asked = (Object.keys(CONDITIONS) as (keyof MailSearch)[]).flatMap((name) =>
    [search[name] ?? []].flat().map((value) => ({ name, value })),
  )
  const isWord = ({ name }: { name: keyof MailSearch }) => name === 'fromWords' || name === 'subjectWords'
  const most = asked.some(isWord) ? await rareAtMost(pool, limit) : 0
  const judged = await Promise.all(
    asked.map(async (one) => ({ ...one, isRare: isWord(one) && (await isRareWord(pool, one, most)) })),
  )
  const statement = searchStatement(judged)
  return rows<JournaledMail>(pool, statement, [limit, ...asked.map(({ value }) => value)])
}

const MAILS_ABOUT: Statement = {
  name: 'journal.mailsAbout',
  text: `select greatest(reltuples, 0)::float8 as mails from pg_class where oid = 'mail_head'::regclass`,
}

/**
 * The most mails with a word that are looked up by it. Of n mails with it among m, a page of so many is found by reading n rows, or
 * about page * m / n of all mails in their order: the root of page * m is where both are alike. In a join the planner cannot tell
 * the two, and read through a million mails for a word that nobody wrote. A power of two, so that few statements are prepared.
 */
async function rareAtMost(pool: Pool, page: number): Promise<number> {
  const [about] = await rows<{ mails: number }>(pool, MAILS_ABOUT)
  return 2 ** Math.round(Math.log2(Math.sqrt(page * (about?.mails ?? 0)) + 1))
}

/** Whether no more mails than that have this word. */
async function isRareWord(
  pool: Pool,
  { name, value }: { name: keyof MailSearch; value: string },
  most: number,
): Promise<boolean> {
  const text = `select count(*)::int as found from (
                  select from mail_head where ${CONDITIONS[name]('$1')} limit ${most + 1}) as first`
  const [counted] = await rows<{ found: number }>(pool, { name: `journal.rare.${name}.${most}`, text }, [value])
  return counted !== undefined && counted.found <= most
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
  const [read] = await rows<JournaledMail & { story: WrittenLine[] }>(pool, STORY, [mailId])
  if (read === undefined) return undefined
  const { story, ...mail } = read
  return { mail, story: told(story.map(({ event_id: _, at, ...line }) => ({ ...line, at: new Date(at) }))) }
}

/** A line as JSON has it. */
type WrittenLine = Omit<Unsaid<StoryLine>, 'at'> & { at: string; event_id: string }

const OPEN_LETTERS: Statement = {
  name: 'journal.openLetters',
  text: `select count(*)::int as letters from dead_letter where state = 'open'`,
}

export interface JournalCounts {
  received: number
  settled: number
  conflicts: number
  deadLetters: number
}

/** From the counts that are kept; `JOURNAL_COUNTS` is how they are counted anew. */
export async function countJournal(
  pool: Pool,
): Promise<{ journal: JournalCounts; replies: Record<ReplyState['state'], number> }> {
  const kept = await readTally(pool)
  const [open] = await rows<{ letters: number }>(pool, OPEN_LETTERS)
  const count = (counted: string) => kept.get(counted) ?? 0
  return {
    journal: {
      received: count('received'),
      settled: count('settled'),
      conflicts: count('conflicts'),
      deadLetters: open?.letters ?? 0,
    },
    replies: {
      sent: count('reply sent'),
      failed: count('reply failed'),
      held: count('reply held'),
      unknown: count('reply unknown'),
    },
  }
}

/** Everything that the triggers of 0011_kept_counts.sql count. */
export const JOURNAL_COUNTS: Statement = {
  name: 'journal',
  text: `select counted, amount from (
           select count(received_at) as received, count(outcome) as settled, coalesce(sum(conflicts), 0) as conflicts from mail
         ) as n, lateral (
           values ('received', received), ('settled', settled), ('conflicts', conflicts)
         ) as counts (counted, amount)
         union all select 'reply ' || state, count(*) from reply group by state`,
}
