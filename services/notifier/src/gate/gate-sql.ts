import { rows, type Statement, type Tx } from '@tubepost/db'
import { type AskedReply, isDoubtful, type PastReply, type SentThisHour } from './decide-reply.ts'
import type { SendingSettings } from '../sending-settings-sql.ts'

// A reply that comes back comes back soon, so it is among the latest. Reading hundreds would cost more than it finds.
const LATEST = 100

// A reply that waits for a mail server counts as sent: it is sent without asking as soon as there is one.
const LET_THROUGH = `(state not in ('held', 'discarded') or state = 'held' and brake = 'not_configured')`

// Mails that people write share no budget with these, and are no sign that two machines answer each other.
const AUTOMATIC = `kind <> 'personal'`

const LOCK_RECIPIENTS: Statement = {
  name: 'gate.lockRecipients',
  text: `select pg_advisory_xact_lock(hashtextextended(key, 2)) from (select unnest($1::text[]) as key order by 1) as keys`,
}

// A reply that was held goes out later than it was made. Each half has an index of its own.
const thisHour = (columns: string, where: string): string => `
  select ${columns} from reply where created_at > now() - interval '1 hour' and ${where} and ${LET_THROUGH}
  union all
  select ${columns} from reply
  where released_at > now() - interval '1 hour' and created_at <= now() - interval '1 hour' and ${where} and ${LET_THROUGH}`

// A statement sees what was committed when it began: in one with the lock it would miss what a replica let through meanwhile.
// Beyond the limit of all recipients nobody counts.
const READ: Statement = {
  name: 'gate.read',
  text: `select
           (select coalesce(json_agg(c), '[]') from (
              select recipient_key as key, count(*) filter (where not doubtful)::int as replies,
                     count(*) filter (where doubtful)::int as doubtful
              from (${thisHour('recipient_key, doubtful', `${AUTOMATIC} and recipient_key = any($1)`)}) as sent group by 1)
              as c) as counts,
           (select count(*)::int from (${thisHour('1', `${AUTOMATIC} and not doubtful`)} limit $3) as sent) as "toAll",
           (select count(*)::int from (${thisHour('1', "kind = 'personal'")} limit $5) as sent) as personal,
           (select coalesce(json_agg(p), '[]') from (
              select key, past.* from unnest($1::text[]) as key, lateral (
                select kind, message_id as "messageId", subject_key as "subjectKey", answered_key as "answeredKey",
                       answers_ours as "answersOurs"
                from reply
                where recipient_key = key and created_at > now() - interval '1 day' and ${AUTOMATIC} and ${LET_THROUGH}
                order by created_at desc limit $2) as past) as p) as past,
           array(select mail_id from reply where mail_id = any($4)) as answered`,
}

interface GateRow {
  counts: { key: string; replies: number; doubtful: number }[]
  toAll: number
  personal: number
  past: (PastReply & { key: string })[]
  answered: string[]
}

/** The replies that are to be decided on: their recipients, and the mails that they answer. */
export interface AskedOf {
  readonly recipientKeys: readonly string[]
  readonly mailIds: readonly string[]
}

/** A reply as far as it spends a budget. */
type Spending = Pick<AskedReply, 'recipientKey' | 'kind' | 'isVouchedFor'>

/** Replies sent recently, and those being let through now. */
export interface GateBook {
  /** Whether the mail has had its reply, or is having it now. */
  isAnswered(mailId: string): boolean
  past(recipientKey: string): readonly PastReply[]
  sentThisHour(recipientKey: string): SentThisHour
  /** The mail has its reply, whatever the gate says of that. */
  answer(mailId: string): void
  /** A reply that is let through. */
  note(asked: Spending, reply: PastReply): void
  /** One that was noted before, and goes out now. */
  count(asked: Spending): void
}

/**
 * Loads the data for the gate's decision. The recipients are locked until the end of the transaction, so that two
 * replicas cannot spend one budget; only the budget of all recipients together may be exceeded, by replicas that
 * decide at the same moment.
 */
export async function openGateBook(
  tx: Tx,
  { recipientKeys, mailIds }: AskedOf,
  { repliesPerHour, answersPerHour }: Pick<SendingSettings, 'repliesPerHour' | 'answersPerHour'>,
): Promise<GateBook> {
  const keys = [...new Set(recipientKeys)]
  await rows(tx, LOCK_RECIPIENTS, [keys])
  const [read] = await rows<GateRow>(tx, READ, [keys, LATEST, repliesPerHour, mailIds, answersPerHour])
  const counts = read?.counts ?? []
  const past = Map.groupBy(read?.past ?? [], ({ key }) => key)
  const toRecipient = new Map(counts.map(({ key, replies }) => [key, replies]))
  const doubtful = new Map(counts.map((count) => [count.key, count.doubtful]))
  const noted = new Map<string, PastReply[]>()
  let toAll = read?.toAll ?? 0
  let personal = read?.personal ?? 0
  const count = (asked: Spending): void => {
    if (asked.kind === 'personal') {
      personal++
      return
    }
    const { recipientKey: key } = asked
    const spent = isDoubtful(asked) ? doubtful : toRecipient
    spent.set(key, (spent.get(key) ?? 0) + 1)
    if (spent === toRecipient) toAll++
  }
  const answered = new Set(read?.answered)
  return {
    count,
    isAnswered: (mailId) => answered.has(mailId),
    answer: (mailId) => void answered.add(mailId),
    past: (key) => [...(noted.get(key) ?? []), ...(past.get(key) ?? [])],
    sentThisHour: (key) => ({
      toRecipient: toRecipient.get(key) ?? 0,
      toAll,
      doubtful: doubtful.get(key) ?? 0,
      personal,
    }),
    note(asked, reply) {
      const { recipientKey: key } = asked
      noted.set(key, [reply, ...(noted.get(key) ?? [])])
      count(asked)
    },
  }
}
