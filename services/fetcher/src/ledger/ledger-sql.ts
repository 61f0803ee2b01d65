import { columns, type Pool, rows, type Statement, type Tx } from '@tubepost/db'

/** A mail as it enters the ledger. It has an outcome where the fetcher itself decides it. */
export interface LedgerEntry {
  mailId: string
  lifeId: string | null
  uid: number | null
  fingerprint: string
  arrivedAt: string
  /** The mail.received event, as JSON. */
  event: string
  /** The bytes it points to. */
  bodySha256: string | null
  outcome: string | null
  reason: string | null
  /** The reason why the mail is neither published nor settled but shown to an operator. */
  alarm: string | null
}

// xmax is 0 in a row that this statement has inserted, and not in one that it has updated.
const INSERT: Statement = {
  name: 'ledger.insert',
  text: `insert into mail as m
           (mailbox_id, mail_id, life_id, uid, fingerprint, arrived_at, event, body_sha256, outcome, reason, alarm,
            settled_at)
         select $1, e.*, case when e.outcome is null then null else now() end
         from unnest($2::uuid[], $3::bigint[], $4::bigint[], $5::text[], $6::timestamptz[], $7::text[], $8::text[],
                     $9::text[], $10::text[], $11::text[])
           as e (mail_id, life_id, uid, fingerprint, arrived_at, event, body_sha256, outcome, reason, alarm)
         on conflict (mail_id) do update set
           life_id = excluded.life_id, uid = excluded.uid, fingerprint = excluded.fingerprint,
           event = coalesce(m.event, excluded.event), final_at = null, final_action = null
           where m.life_id is null and excluded.life_id is not null
         returning mail_id as "mailId", xmax = 0 as "isNew"`,
}

/**
 * Inserts rows. A row that was entered without its place in a folder gets it; its message is then to be handled by
 * the policy again. No other known field is written.
 * @returns the mailIds that were not in the ledger yet
 */
export async function insertMails(tx: Tx, mailboxId: string, entries: readonly LedgerEntry[]): Promise<Set<string>> {
  const inserted = await rows<{ mailId: string; isNew: boolean }>(tx, INSERT, [
    mailboxId,
    ...columns(entries, 'mailId', 'lifeId', 'uid', 'fingerprint', 'arrivedAt', 'event', 'bodySha256', 'outcome'),
    ...columns(entries, 'reason', 'alarm'),
  ])
  return new Set(inserted.flatMap((row) => (row.isNew ? [row.mailId] : [])))
}

const KNOWN_FINGERPRINTS: Statement = {
  name: 'ledger.knownFingerprints',
  text: 'select distinct fingerprint from mail where mailbox_id = $1 and fingerprint = any($2) and alarm is null',
}

/**
 * The fingerprints among these that the mailbox has had. Mails that only raised an alarm do not count: nothing was
 * done for them.
 */
export async function knownFingerprints(
  tx: Tx,
  mailboxId: string,
  fingerprints: readonly string[],
): Promise<Set<string>> {
  const found = await rows<{ fingerprint: string }>(tx, KNOWN_FINGERPRINTS, [mailboxId, fingerprints])
  return new Set(found.map((row) => row.fingerprint))
}

const PUBLISHED: Statement = {
  name: 'ledger.published',
  text: `update mail set published_at = now(), generation = p.generation, sequence = p.sequence, redrive = p.redrive,
                claimed_until = null
         from unnest($1::uuid[], $2::integer[], $3::integer[], $4::text[], $5::bigint[])
           as p (mail_id, round, redrive, generation, sequence)
         where mail.mail_id = p.mail_id and mail.round = p.round`,
}

/** A mail's event as the broker has it. */
export interface PublishedMail {
  mailId: string
  round: number
  redrive: number
  generation: string
  sequence: number
}

/** Notes where the broker keeps the mails' events. An event of an earlier round does not count for the present one. */
export async function markMailsPublished(on: Tx | Pool, published: readonly PublishedMail[]): Promise<void> {
  if (published.length === 0) return
  await rows(on, PUBLISHED, columns(published, 'mailId', 'round', 'redrive', 'generation', 'sequence'))
}

// `failed` is the one outcome that another may replace. A requeue ends the outcome of the earlier round.
const SETTLE: Statement = {
  name: 'ledger.settle',
  text: `update mail set settled_at = coalesce(settled_at, now()), outcome = s.outcome, reason = s.reason
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

const COUNTS: Statement = {
  name: 'ledger.counts',
  text: `select case when alarm is not null and settled_at is null then 'alarmed'
                     when settled_at is null and published_at is null then 'taken'
                     when settled_at is null then 'published'
                     when final_at is null then 'settled' else 'final' end as state,
                outcome, count(*)::int as mails
         from mail group by 1, 2`,
}

/** The ledger as a book: the number of mails in each state, with each outcome. */
export async function countMails(pool: Pool): Promise<{ state: string; outcome: string | null; mails: number }[]> {
  return rows(pool, COUNTS)
}

const WITHOUT_FOLDER: Statement = {
  name: 'ledger.withoutFolder',
  text: `update mail set final_at = now(), final_action = 'none'
         where mail_id = any($1::uuid[]) and life_id is null and settled_at is not null and final_at is null`,
}

/** Mails over SMTP are final when they are settled: they have no folder in which anything is left to do. */
export async function finaliseWithoutFolder(tx: Tx, mailIds: readonly string[]): Promise<void> {
  await rows(tx, WITHOUT_FOLDER, [mailIds])
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
