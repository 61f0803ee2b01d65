import { type Pool, rows, type Statement, type Tx } from '@tubepost/db'

/** A settled mail whose message in the folder still waits for the policy's act. */
export interface ToFinalise {
  mailId: string
  uid: number
  outcome: string
  reason: string | null
  fingerprint: string
  /** The mail.received event, as JSON. */
  event: string
  /** Whether a copy may be in the target folder already. */
  copyBegun: boolean
}

const TO_FINALISE: Statement = {
  name: 'finalise.due',
  text: `select mail_id as "mailId", uid::int8::float8 as uid, outcome, reason, fingerprint, event, "copyBegun"
         from (
           select mail_id, uid, outcome, reason, fingerprint, event, copy_begun_at is not null as "copyBegun",
                  sum(octet_length(event)) over (order by uid rows between unbounded preceding and 1 preceding) as before
           from mail join mail_event using (mail_id)
           where mailbox_id = $1 and is_open and life_id = $2 and settled_at is not null and final_at is null
             and final_next_at <= now()
           order by uid limit $3
         ) due
         where coalesce(before, 0) < $4 order by uid`,
}

// An event is as long as its mail's header, which may be 256 KiB.
const EVENT_BYTES = 8 * 1024 * 1024

/** As many of them as a batch may have, fewer where their events are long. */
export async function mailsToFinalise(
  pool: Pool,
  mailboxId: string,
  lifeId: string,
  limit: number,
): Promise<ToFinalise[]> {
  return rows<ToFinalise>(pool, TO_FINALISE, [mailboxId, lifeId, limit, EVENT_BYTES])
}

const FINAL: Statement = {
  name: 'finalise.final',
  text: `update mail set final_at = now(), final_action = $2, final_problem = null, is_open = false
         where mail_id = any($1::uuid[]) and final_at is null`,
}

/** Notes that the policy's act is done for these mails. */
export async function markFinal(tx: Tx, mailIds: readonly string[], action: string): Promise<void> {
  if (mailIds.length > 0) await rows(tx, FINAL, [mailIds, action])
}

const POSTPONE: Statement = {
  name: 'finalise.postpone',
  text: `update mail set final_attempts = final_attempts + 1, final_problem = $2,
           final_next_at = now() + make_interval(secs => least(600, 2 ^ least(final_attempts, 10)))
         where mail_id = any($1::uuid[])`,
}

/** Notes that it failed; the next try comes later each time, up to ten minutes. */
export async function postponeFinal(tx: Tx, mailIds: readonly string[], problem: string): Promise<void> {
  await rows(tx, POSTPONE, [mailIds, problem])
}

const COPY_BEGUN: Statement = {
  name: 'finalise.copyBegun',
  text: 'update mail set copy_begun_at = coalesce(copy_begun_at, now()) where mail_id = any($1::uuid[])',
}

/** To be committed before the copy is made. */
export async function markCopyBegun(tx: Tx, mailIds: readonly string[]): Promise<void> {
  await rows(tx, COPY_BEGUN, [mailIds])
}

const RETIRED: Statement = {
  name: 'finalise.retireOldLives',
  text: `update mail set final_at = now(), final_action = 'gone', is_open = false
         where mailbox_id = $1 and is_open and life_id is not null and life_id <> $2 and settled_at is not null and final_at is null`,
}

/** UIDs of an earlier life mean nothing now: nothing in the folder may be touched by them. */
export async function retireOldLives(tx: Tx, mailboxId: string, lifeId: string): Promise<void> {
  await rows(tx, RETIRED, [mailboxId, lifeId])
}
