import { columns, type Pool, rows, type Statement, type Tx } from '@tubepost/db'
import type { Rescan } from '../mailboxes/rescan-sql.ts'

/** A mail as the broker knows it. */
export interface BrokersMail {
  readonly mailId: string
  readonly mailbox: string
  readonly fingerprint: string
  readonly arrivedAt: string
  readonly takenAt: string
  readonly event: string
  readonly redrive: number
  readonly round: number
  readonly generation: string
  readonly sequence: number
}

const DOUBT: Statement = {
  name: 'restore.doubt',
  text: `update mail set generation = '' where is_open and settled_at is null and generation is not null`,
}

/**
 * Marks mails that were unsettled at the restored time as unknown to the broker, so that they are published again.
 * Also those that are settled before that: the cause of the settlement may be older than the events that are handled
 * again, and its effect is lost.
 */
export async function doubtPublished(tx: Tx): Promise<void> {
  await rows(tx, DOUBT)
}

const isNewRound = 'm.round < excluded.round'
const ENTER: Statement = {
  name: 'restore.enter',
  text: `with entry as materialized (
           select * from unnest($1::uuid[], $2::text[], $3::text[], $4::timestamptz[], $5::timestamptz[], $6::text[],
                                $7::integer[], $8::integer[], $9::text[], $10::bigint[])
             as e (mail_id, mailbox_id, fingerprint, arrived_at, taken_at, event, redrive, round, generation, sequence)
         ), entered as (
           insert into mail as m (mail_id, mailbox_id, fingerprint, arrived_at, taken_at, redrive, round,
                                  published_at, generation, sequence)
           select mail_id, mailbox_id, fingerprint, arrived_at, taken_at, redrive, round,
                  taken_at, generation, sequence
           from entry
           on conflict (mail_id) do update set
             round = excluded.round,
             published_at = excluded.published_at, generation = excluded.generation, sequence = excluded.sequence,
             is_open = m.is_open or ${isNewRound},
             settled_at = case when ${isNewRound} then null else m.settled_at end,
             outcome = case when ${isNewRound} then null else m.outcome end,
             reason = case when ${isNewRound} then null else m.reason end,
             alarm = case when ${isNewRound} then null else m.alarm end
             where m.round <= excluded.round
           returning mail_id
         )
         insert into mail_event (mail_id, event) select mail_id, event from entry join entered using (mail_id)
         on conflict (mail_id) do update set event = excluded.event`,
}

/**
 * Enters mails that were published after the time the ledger was put back to, and the rounds that were begun after
 * it. Where a message is still in its folder, the next look gives the row its place, because its mailId follows from
 * that.
 */
export async function enterMails(tx: Tx, mails: readonly BrokersMail[]): Promise<void> {
  await rows(tx, ENTER, [
    ...columns(mails, 'mailId', 'mailbox', 'fingerprint', 'arrivedAt', 'takenAt', 'event'),
    ...columns(mails, 'redrive', 'round', 'generation', 'sequence'),
  ])
}

/** A mail that was settled when it was found, so that only its settlement was published. */
export interface SettledAtOnce {
  readonly mailId: string
  readonly mailbox: string
  readonly arrivedAt: string
  readonly settledAt: string
  readonly outcome: string
  readonly reason: string | null
}

// Its fingerprint is unknown; its own id matches no other mail's. Where the message is still in its folder, the next
// look gives the row its place and its fingerprint.
const SETTLED: Statement = {
  name: 'restore.settled',
  text: `insert into mail (mail_id, mailbox_id, fingerprint, arrived_at, taken_at, settled_at, outcome, reason, final_at,
                           final_action, is_open)
         select e.mail_id, e.mailbox_id, e.mail_id::text, e.arrived_at, e.settled_at, e.settled_at, e.outcome, e.reason,
                e.settled_at, 'none', false
         from unnest($1::uuid[], $2::text[], $3::timestamptz[], $4::timestamptz[], $5::text[], $6::text[])
           as e (mail_id, mailbox_id, arrived_at, settled_at, outcome, reason)
         on conflict (mail_id) do nothing`,
}

export async function enterSettled(tx: Tx, mails: readonly SettledAtOnce[]): Promise<void> {
  await rows(tx, SETTLED, columns(mails, 'mailId', 'mailbox', 'arrivedAt', 'settledAt', 'outcome', 'reason'))
}

/** A request to look through a folder after a restore. */
export interface RestoreLook extends Rescan {
  /** The time that the ledger was put back to. */
  readonly restoredTo: string
}

const ASK: Statement = {
  name: 'restore.askLooks',
  text: `update mailbox set rescan = $1 where id = any($2::text[])`,
}

export async function askLooks(tx: Tx, mailboxIds: readonly string[], look: RestoreLook): Promise<void> {
  await rows(tx, ASK, [JSON.stringify(look), mailboxIds])
}

const OPEN: Statement = {
  name: 'restore.openLook',
  text: `select rescan from mailbox
         where id = $1 and rescan->>'askedBy' = 'restore' and rescan->>'finishedAt' is null`,
}

export async function openLook(pool: Pool, mailboxId: string): Promise<RestoreLook | undefined> {
  return (await rows<{ rescan: RestoreLook }>(pool, OPEN, [mailboxId]))[0]?.rescan
}

const PASSED_OVER: Statement = {
  name: 'restore.passedOver',
  text: `select mail_id as "mailId" from mail
         where life_id = $1 and uid = any($2::bigint[]) and reason = 'already_seen' and settled_at >= $3
         order by uid`,
}

/** Mails of these UIDs that have been passed over as read since that time. */
export async function passedOverSince(
  pool: Pool,
  lifeId: string,
  uids: readonly number[],
  since: string,
): Promise<string[]> {
  const found = await rows<{ mailId: string }>(pool, PASSED_OVER, [lifeId, uids, since])
  return found.map(({ mailId }) => mailId)
}
