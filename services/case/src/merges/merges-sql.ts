import { rows, type Statement, touch, type Tx } from '@tubepost/db'
import { WITH_PARTS } from '../records/merged-sql.ts'
import { keyHash } from '../threads/thread-keys.ts'
import type { BeforeMerge, Tally } from './decide-merge.ts'
import type { SplitMail } from './decide-split.ts'

/** Lines that moved; ids of the first of them. */
export interface Moved {
  readonly count: number
  readonly ids: readonly string[]
}

// As many as an event lists.
const MOST_LISTED = 100
const LISTED = `select count(*)::integer as count, coalesce((array_agg(id order by at, id))[1:${MOST_LISTED}], '{}') as ids from moved`

const MERGE: Statement = {
  name: 'merge.mark',
  text: 'update record set merged_into = $2, before_merge = $3 where id = $1',
}
const MERGE_ENTRIES: Statement = {
  name: 'merge.entries',
  text: `with moved as (
           update entry set record_id = $2, merged_from = coalesce(merged_from, $1) where record_id = $1 returning id, at)
         ${LISTED}`,
}
const MERGE_KEYS: Statement = {
  name: 'merge.keys',
  text: 'update thread_key set record_id = $2, merged_from = coalesce(merged_from, $1) where record_id = $1',
}

/** Moves all that a case has to another. Both are locked, so that no mail is led to either meanwhile. */
export async function moveAll(tx: Tx, source: string, target: string, before: BeforeMerge): Promise<Moved> {
  await touch(tx, MERGE, [source, target, before])
  await touch(tx, MERGE_KEYS, [source, target])
  return oneOf(await rows<Moved>(tx, MERGE_ENTRIES, [source, target]))
}

const UNMERGE_ENTRIES: Statement = {
  name: 'unmerge.entries',
  text: `${WITH_PARTS}, moved as (
           update entry set record_id = $1[1], merged_from = nullif(merged_from, $1[1])
           where record_id = $2 and merged_from in (select id from part) returning id, at)
         ${LISTED}`,
}
const UNMERGE_KEYS: Statement = {
  name: 'unmerge.keys',
  text: `${WITH_PARTS}
         update thread_key set record_id = $1[1], merged_from = nullif(merged_from, $1[1])
         where record_id = $2 and merged_from in (select id from part)`,
}
const UNMERGE: Statement = {
  name: 'unmerge.mark',
  text: 'update record set merged_into = null, before_merge = null where id = $1',
}

/** Moves back what came from a case, or from one that was merged into it before. Both are locked. */
export async function moveBack(tx: Tx, source: string, target: string): Promise<Moved> {
  await touch(tx, UNMERGE_KEYS, [[source], target])
  const moved = await rows<Moved>(tx, UNMERGE_ENTRIES, [[source], target])
  await touch(tx, UNMERGE, [source])
  return oneOf(moved)
}

const BEFORE: Statement = { name: 'merge.before', text: 'select before_merge as before from record where id = $1' }

/** As it was kept when the case was merged. */
export const beforeMerge = async (tx: Tx, id: string): Promise<BeforeMerge> =>
  oneOf(await rows<{ before: BeforeMerge }>(tx, BEFORE, [id])).before

const TALLY: Statement = {
  name: 'merge.tally',
  text: `${WITH_PARTS}
         select
           (select count(*)::integer from entry where record_id = $1[1] and kind = 'mail') as mails,
           (select count(*)::integer from entry e join file f on f.entry_id = e.id
            where e.record_id = $1[1] and f.name is not null) as files,
           array(select distinct mailbox from entry where record_id = $1[1] and kind = 'mail') as mailboxes,
           (select min(h.at) from part join history h on h.record_id = part.id where h.version = 1) as "openedAt"`,
}

export async function tallyOf(tx: Tx, id: string): Promise<Tally> {
  const { openedAt, ...tally } = oneOf(await rows<Omit<Tally, 'openedAt'> & { openedAt: Date }>(tx, TALLY, [[id]]))
  return { ...tally, openedAt: openedAt.toISOString() }
}

const MAILS: Statement = {
  name: 'split.mails',
  text: `select id, mail_id as "mailId", mailbox, from_name as "fromName", from_address as "fromAddress", actor, recipients,
                subject, trust,
                (select count(*)::integer from file where file.entry_id = entry.id and name is not null) as files
         from entry where record_id = $1 and id = any($2::uuid[]) and kind = 'mail' order by at, id`,
}

/** Those of the lines that are mails of the case, oldest first. */
export const mailsOf = (tx: Tx, recordId: string, entries: readonly string[]): Promise<SplitMail[]> =>
  rows<SplitMail>(tx, MAILS, [recordId, entries])

const SPLIT_ENTRIES: Statement = {
  name: 'split.entries',
  text: `with moved as (
           update entry set record_id = $2, merged_from = null where record_id = $1 and id = any($3::uuid[]) returning id, at)
         ${LISTED}`,
}
const SPLIT_KEYS: Statement = {
  name: 'split.keys',
  text: `update thread_key set record_id = $2, merged_from = null
         where record_id = $1 and (mail_id = any($3::uuid[])
           or hash = any(array(select decode(named, 'hex') from unnest($4::text[]) as named)))`,
}
const COMPANY: Statement = {
  name: 'split.participants',
  text: `${WITH_PARTS}
         insert into participant (record_id, address_key, address, name, person_id, verified)
         select $2::uuid, address_key, min(address), min(name), min(person_id),
                bool_or(verified) or address_key = $4 and $5::boolean
         from part join participant p on p.record_id = part.id where address_key = any($3::text[]) group by address_key`,
}

/** Moves mails to a case that was just made, with those who took part in them. The old one is locked. */
export async function moveMails(
  tx: Tx,
  { from, to, mails, keys }: { from: string; to: string; mails: readonly SplitMail[]; keys: readonly string[] },
  company: { keys: readonly string[]; requesterKey: string; isVerified: boolean },
): Promise<Moved> {
  await touch(tx, COMPANY, [[from], to, company.keys, company.requesterKey, company.isVerified])
  await touch(tx, SPLIT_KEYS, [from, to, mails.map(({ mailId }) => mailId), keys.map(keyHash)])
  return oneOf(await rows<Moved>(tx, SPLIT_ENTRIES, [from, to, mails.map(({ id }) => id)]))
}

function oneOf<Row>([row]: readonly Row[]): Row {
  if (row === undefined) throw new Error('a statement that answers one row has answered none')
  return row
}
