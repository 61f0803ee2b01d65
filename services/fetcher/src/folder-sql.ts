import { type Pool, rows, type Statement } from '@tubepost/db'
import type { Lease } from './lease-sql.ts'

/** One life of a folder. `backlogUid`: up to this UID the mails were there before the mailbox was set up. */
export interface FolderLife {
  id: string
  backlogUid: number
  /** When an earlier life of the mailbox was last looked at; null when this is the first. */
  previousLook: Date | null
}

const OPEN: Statement = {
  name: 'folder.open',
  text: `with previous as (
           select max(looked_at) as looked_at from folder_life
           where mailbox_id = $1 and not (account = $2 and uid_validity = $3)
         ), opened as (
           insert into folder_life (mailbox_id, account, uid_validity, backlog_uid)
           select $1, $2, $3, case when previous.looked_at is null then $4::bigint else 0 end from previous
           on conflict (mailbox_id, account, uid_validity) do update set account = excluded.account
           returning id, backlog_uid
         )
         select opened.id, opened.backlog_uid as "backlogUid", previous.looked_at as "previousLook" from opened, previous`,
}

/** Opens the life of a folder, or finds it. `lastUid` is the highest UID there is now. */
export async function openFolderLife(
  pool: Pool,
  folder: { mailboxId: string; account: string; uidValidity: string; lastUid: number },
): Promise<FolderLife> {
  const [row] = await rows<{ id: string; backlogUid: string; previousLook: Date | null }>(pool, OPEN, [
    folder.mailboxId,
    folder.account,
    folder.uidValidity,
    folder.lastUid,
  ])
  if (row === undefined) throw new Error('a folder life is always answered')
  return { id: row.id, backlogUid: Number(row.backlogUid), previousLook: row.previousLook }
}

const LOOKED: Statement = { name: 'folder.looked', text: 'update folder_life set looked_at = now() where id = $1' }

/** Notes a good look: all UIDs there were have been taken in. */
export async function noteLook(pool: Pool, lifeId: string): Promise<void> {
  await rows(pool, LOOKED, [lifeId])
}

const UNKNOWN: Statement = {
  name: 'folder.unknownUids',
  text: `select u.uid::int as uid from unnest($2::bigint[]) as u (uid)
         where not exists (select 1 from mail where life_id = $1 and mail.uid = u.uid) order by u.uid`,
}

/** Which of the UIDs the ledger does not know, in ascending order. */
export async function unknownUids(pool: Pool, lifeId: string, uids: readonly number[]): Promise<number[]> {
  if (uids.length === 0) return []
  return (await rows<{ uid: number }>(pool, UNKNOWN, [lifeId, uids])).map((row) => row.uid)
}

/** A settled mail whose message still waits in the folder for what the policy says. */
export interface ToFinalise {
  mailId: string
  uid: number
  outcome: string
  reason: string | null
  attempts: number
}

const TO_FINALISE: Statement = {
  name: 'folder.toFinalise',
  text: `select mail_id as "mailId", uid::int as uid, outcome, reason, final_attempts as attempts from mail
         where mailbox_id = $1 and life_id = $2 and settled_at is not null and final_at is null and final_next_at <= now()
         order by uid limit $3`,
}

export async function mailsToFinalise(
  pool: Pool,
  mailboxId: string,
  lifeId: string,
  limit: number,
): Promise<ToFinalise[]> {
  return rows<ToFinalise>(pool, TO_FINALISE, [mailboxId, lifeId, limit])
}

const FINAL: Statement = {
  name: 'folder.final',
  text: `update mail set final_at = now(), final_action = $3, final_problem = null
         where mail_id = any($1::uuid[]) and final_at is null
           and exists (select 1 from lease where mailbox_id = $2 and epoch = $4)`,
}
const POSTPONE: Statement = {
  name: 'folder.postpone',
  text: `update mail set final_attempts = final_attempts + 1, final_problem = $2,
           final_next_at = now() + make_interval(secs => least(600, 2 ^ least(final_attempts, 9)))
         where mail_id = any($1::uuid[])`,
}

/** Notes that the mailbox has done with these mails what its policy says. */
export async function markFinal(pool: Pool, lease: Lease, mailIds: readonly string[], action: string): Promise<void> {
  if (mailIds.length > 0) await rows(pool, FINAL, [mailIds, lease.mailboxId, action, lease.epoch])
}

/** Notes that the server refused; the next try comes later each time, up to ten minutes. */
export async function postponeFinal(pool: Pool, mailIds: readonly string[], problem: string): Promise<void> {
  if (mailIds.length > 0) await rows(pool, POSTPONE, [mailIds, problem])
}

const RETIRED: Statement = {
  name: 'folder.retireOldLives',
  text: `update mail set final_at = now(), final_action = 'gone'
         where mailbox_id = $1 and life_id is not null and life_id <> $2 and settled_at is not null and final_at is null`,
}

/** UIDs of an earlier life mean nothing now: nothing in the folder may be touched by them. */
export async function retireOldLives(pool: Pool, mailboxId: string, lifeId: string): Promise<void> {
  await rows(pool, RETIRED, [mailboxId, lifeId])
}

const STATES: Statement = {
  name: 'folder.states',
  text: `select uid::int as uid, alarm, settled_at is not null as settled, final_action as "finalAction"
         from mail where life_id = $1 and uid = any($2::bigint[])`,
}

export async function uidStates(
  pool: Pool,
  lifeId: string,
  uids: readonly number[],
): Promise<{ uid: number; alarm: string | null; settled: boolean; finalAction: string | null }[]> {
  return rows(pool, STATES, [lifeId, uids])
}
