import { type Pool, rows, type Statement, type Tx } from '@tubepost/db'

/** One life of a folder. */
export interface FolderLife {
  id: string
  /** The mails with UIDs up to this one were there when this life was opened. */
  openingUid: number
  /** The mails with UIDs up to this one were there before the mailbox was set up. */
  backlogUid: number
  /** When an earlier life of the mailbox was last looked at; null when this is the first. */
  previousLook: Date | null
}

const OPEN: Statement = {
  name: 'folder.open',
  text: `with previous as (
           select max(looked_at) as looked_at from folder_life
           where mailbox_id = $1 and not (account = $2 and life = $3)
         ), opened as (
           insert into folder_life (mailbox_id, account, life, opening_uid, backlog_uid)
           select $1, $2, $3, $4::bigint, case when previous.looked_at is null then $4::bigint else 0 end from previous
           on conflict (mailbox_id, account, life) do update set account = excluded.account
           returning id, opening_uid, backlog_uid
         )
         select opened.id, opened.opening_uid as "openingUid", opened.backlog_uid as "backlogUid",
                previous.looked_at as "previousLook"
         from opened, previous`,
}

/** Opens the life of a folder, or finds it. `lastUid` is the highest UID at this moment. */
export async function openFolderLife(
  tx: Tx,
  folder: { mailboxId: string; account: string; life: string; lastUid: number },
): Promise<FolderLife> {
  const values = [folder.mailboxId, folder.account, folder.life, folder.lastUid]
  type Row = { id: string; openingUid: string; backlogUid: string; previousLook: Date | null }
  const [row] = await rows<Row>(tx, OPEN, values)
  if (row === undefined) throw new Error('a folder life is always answered')
  return { ...row, openingUid: Number(row.openingUid), backlogUid: Number(row.backlogUid) }
}

const FIND: Statement = {
  name: 'folder.find',
  text: `select id, backlog_uid::int8::float8 as "backlogUid" from folder_life
         where mailbox_id = $1 and account = $2 and life = $3`,
}

/** The life of a folder, if it was ever opened. */
export async function findLife(
  pool: Pool,
  folder: { mailboxId: string; account: string; life: string },
): Promise<Pick<FolderLife, 'id' | 'backlogUid'> | undefined> {
  const [life] = await rows<Pick<FolderLife, 'id' | 'backlogUid'>>(pool, FIND, [
    folder.mailboxId,
    folder.account,
    folder.life,
  ])
  return life
}

const LOOKED: Statement = {
  name: 'folder.looked',
  text: 'update folder_life set looked_at = now() - make_interval(secs => $2) where id = $1',
}

/** Notes a good look that began `agoMs` ago: every UID of that time has been taken in. */
export async function noteLook(tx: Tx, lifeId: string, agoMs: number): Promise<void> {
  await rows(tx, LOOKED, [lifeId, agoMs / 1_000])
}

const UNKNOWN: Statement = {
  name: 'folder.unknownUids',
  text: `select u.uid::int8::float8 as uid, coalesce(f.attempts, 0) as failures
         from unnest($2::bigint[]) as u (uid) left join fetch_failure f on f.life_id = $1 and f.uid = u.uid
         where not exists (select 1 from mail where life_id = $1 and mail.uid = u.uid) order by u.uid`,
}

/** A UID that the ledger does not know, and how often its header block could not be fetched. */
export interface UnknownUid {
  uid: number
  failures: number
}

/** The UIDs that the ledger does not know, in ascending order. */
export async function unknownUids(pool: Pool, lifeId: string, uids: readonly number[]): Promise<UnknownUid[]> {
  return uids.length === 0 ? [] : rows<UnknownUid>(pool, UNKNOWN, [lifeId, uids])
}

const NOTE_FAILURE: Statement = {
  name: 'folder.noteFetchFailures',
  text: `insert into fetch_failure (life_id, uid) select $1, uid from unnest($2::bigint[]) as uid
         on conflict (life_id, uid) do update set attempts = fetch_failure.attempts + 1, last_at = now()`,
}
const FORGET_FAILURE: Statement = {
  name: 'folder.forgetFetchFailures',
  text: 'delete from fetch_failure where life_id = $1 and uid = any($2::bigint[])',
}

export async function noteFetchFailures(tx: Tx, lifeId: string, uids: readonly number[]): Promise<void> {
  await rows(tx, NOTE_FAILURE, [lifeId, uids])
}

export async function forgetFetchFailures(tx: Tx, lifeId: string, uids: readonly number[]): Promise<void> {
  await rows(tx, FORGET_FAILURE, [lifeId, uids])
}

const STATES: Statement = {
  name: 'folder.states',
  text: `select uid::int8::float8 as uid, alarm, settled_at is not null as settled, final_action as "finalAction"
         from mail where life_id = $1 and uid = any($2::bigint[])`,
}

export async function uidStates(
  pool: Pool,
  lifeId: string,
  uids: readonly number[],
): Promise<{ uid: number; alarm: string | null; settled: boolean; finalAction: string | null }[]> {
  return rows(pool, STATES, [lifeId, uids])
}
