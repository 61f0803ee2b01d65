import type { Ledger } from '@tubepost/api'
import { asOneText, columns, type Pool, readTally, rows, type Statement, type Tx } from '@tubepost/db'
import type { PublishedMail } from '../fetcher-state.ts'

/** A mail as it enters the ledger. It has an outcome where the fetcher itself decides it. */
export interface LedgerEntry {
  mailId: string
  lifeId: string | null
  uid: number | null
  fingerprint: string
  arrivedAt: string
  /** The mail.received event, as JSON. */
  event: string
  outcome: string | null
  reason: string | null
  /** The reason why the mail is neither published nor settled but shown to an operator. */
  alarm: string | null
}

// xmax is 0 in a row that this statement has inserted, and not in one that it has updated.
const INSERT: Statement = {
  name: 'ledger.insert',
  text: `with entry as materialized (
           select * from unnest($3::uuid[], $4::bigint[], $5::bigint[], $6::text[], $7::timestamptz[], $8::text[], $9::text[],
                                $10::text[], string_to_array($11, E'\\x1e'))
             as e (mail_id, life_id, uid, fingerprint, arrived_at, outcome, reason, alarm, event)
         ), entered as (
           insert into mail as m
             (mailbox_id, mail_id, life_id, uid, fingerprint, arrived_at, outcome, reason, alarm,
              generation, settled_at, final_at, final_action, is_open)
           select $1, mail_id, life_id, uid, fingerprint, arrived_at, outcome, reason, alarm,
                  case when outcome is null and alarm is null then $2 end, case when outcome is not null then now() end,
                  case when is_done then now() end, case when is_done then 'none' end, not is_done
           from entry, lateral (select outcome is not null and life_id is null as is_done)
           on conflict (mail_id) do update set
             life_id = excluded.life_id, uid = excluded.uid, fingerprint = excluded.fingerprint,
             final_at = null, final_action = null, is_open = true
             where m.life_id is null and excluded.life_id is not null
           returning mail_id, xmax = 0 as is_new
         ), kept as (
           insert into mail_event (mail_id, event) select mail_id, event from entry join entered using (mail_id)
           on conflict (mail_id) do nothing
         )
         select mail_id as "mailId", is_new as "isNew" from entered`,
}

/**
 * Inserts rows. A row that was entered without its place in a folder gets it; its message is then to be handled by
 * the policy again. No other known field is written. `generation` is that of the stream MAIL before the transaction,
 * where the events are published after it: they are in no later life of the stream than that, or not yet published.
 * @returns the mailIds that were not in the ledger yet
 */
export async function insertMails(
  tx: Tx,
  mailboxId: string,
  entries: readonly LedgerEntry[],
  generation: string | null,
): Promise<Set<string>> {
  const inserted = await rows<{ mailId: string; isNew: boolean }>(tx, INSERT, [
    mailboxId,
    generation,
    ...columns(entries, 'mailId', 'lifeId', 'uid', 'fingerprint', 'arrivedAt', 'outcome', 'reason', 'alarm'),
    asOneText(entries.map(({ event }) => event)),
  ])
  return new Set(inserted.flatMap((row) => (row.isNew ? [row.mailId] : [])))
}

const KNOWN_FINGERPRINTS: Statement = {
  name: 'ledger.knownFingerprints',
  text: `select distinct fingerprint from mail
         where mailbox_id = $1 and fingerprint = any($2) and alarm is null
           and ($3::bigint is null or life_id is distinct from $3)`,
}

/**
 * The fingerprints among these that the mailbox has had. Mails that only raised an alarm do not count: nothing was
 * done for them.
 * @param lifeId its mails do not count either
 */
export async function knownFingerprints(
  on: Tx | Pool,
  mailboxId: string,
  fingerprints: readonly string[],
  lifeId: string | number | null = null,
): Promise<Set<string>> {
  const found = await rows<{ fingerprint: string }>(on, KNOWN_FINGERPRINTS, [mailboxId, fingerprints, lifeId])
  return new Set(found.map((row) => row.fingerprint))
}

// A settled mail waits for nothing, and needs no place; only in which life of the stream its event is.
const PUBLISHED: Statement = {
  name: 'ledger.published',
  text: `update mail set published_at = now(), generation = p.generation, sequence = p.sequence, redrive = p.redrive,
                claimed_until = null
         from unnest($1::uuid[], $2::integer[], $3::integer[], $4::text[], $5::bigint[])
           as p (mail_id, round, redrive, generation, sequence)
         where mail.mail_id = p.mail_id and mail.round = p.round
           and (mail.settled_at is null or mail.generation is distinct from p.generation)`,
}

/** Notes where the broker keeps the mails' events. An event of an earlier round does not count for the present one. */
export async function markMailsPublished(on: Tx | Pool, published: readonly PublishedMail[]): Promise<void> {
  if (published.length === 0) return
  await rows(on, PUBLISHED, columns(published, 'mailId', 'round', 'redrive', 'generation', 'sequence'))
}

// `failed` is the one outcome that another may replace. A requeue ends the outcome of the earlier round. A mail without a
// folder is final with its settlement: there is nothing left to do. So is one that was final before it was requeued.
const SETTLE: Statement = {
  name: 'ledger.settle',
  text: `update mail set settled_at = coalesce(settled_at, now()), outcome = s.outcome, reason = s.reason,
           is_open = life_id is not null and final_at is null,
           final_at = case when life_id is null then coalesce(final_at, now()) else final_at end,
           final_action = case when life_id is null then coalesce(final_action, 'none') else final_action end
         from unnest($1::uuid[], $2::integer[], $3::text[], $4::text[]) as s (mail_id, round, outcome, reason)
         where mail.mail_id = s.mail_id and mail.round = s.round and (mail.settled_at is null or mail.outcome = 'failed')
         returning mail.mailbox_id as "mailboxId", mail.outcome, mail.reason, mail.settled_at = now() as "isFirst",
           case when not exists (select from folder_life l where l.id = mail.life_id and mail.uid <= l.backlog_uid)
                then greatest(0, extract(epoch from now() - case when mail.round = 0 then mail.arrived_at else mail.taken_at end))
           end::float8 as "ageSeconds"`,
}

/**
 * A mail that took a settlement. `ageSeconds`: since it arrived; null where it was there before the mailbox was set
 * up.
 */
export interface SettledMail {
  mailboxId: string
  outcome: string
  reason: string | null
  /** Whether it was unsettled before. */
  isFirst: boolean
  ageSeconds: number | null
}

/** Writes settlements; the first one of the mail's present round counts. @returns the mails that took them */
export async function settleMails(
  tx: Tx,
  settlements: readonly { mailId: string; round: number; outcome: string; reason: string | null }[],
): Promise<SettledMail[]> {
  return rows<SettledMail>(tx, SETTLE, columns(settlements, 'mailId', 'round', 'outcome', 'reason'))
}

/** Everything that the triggers of 0010_kept_counts.sql count. */
export const LEDGER_COUNTS: Statement = {
  name: 'ledger',
  text: `select ledger_count(alarm, settled_at, published_at, final_at, outcome) as counted, count(*) as amount
         from mail group by 1`,
}

type Count = Ledger['counts'][number]

/** The ledger as a book, from the counts that are kept: the number of mails in each state, with each outcome. */
export async function countMails(pool: Pool): Promise<Ledger['counts']> {
  return [...(await readTally(pool))].flatMap(([counted, mails]) => {
    if (mails === 0) return []
    const [state, outcome] = counted.split(' ')
    return [{ state: state as Count['state'], outcome: outcome === '' ? null : (outcome as Count['outcome']), mails }]
  })
}

const LOCK_FINGERPRINT: Statement = {
  name: 'ledger.lockFingerprint',
  text: 'select pg_advisory_xact_lock(hashtextextended($1, 0))',
}

/**
 * Makes other transactions with the same mail wait until this one ends; replicas take mails over SMTP at the same
 * time.
 */
export async function lockFingerprint(tx: Tx, fingerprint: string): Promise<void> {
  await rows(tx, LOCK_FINGERPRINT, [fingerprint])
}
