import { columns, rows, type Statement, touch, type Tx } from '@tubepost/db'
import { type CaseRow, numberText, readNumber } from '../records/case-row.ts'
import type { KeyOwner, KnownThreads, Thread } from './thread.ts'
import { livingCases, WITH_PARTS } from '../records/merged-sql.ts'
import { lockCases } from '../records/records-sql.ts'
import { subjectKey } from './subject-key.ts'
import type { ThreadedMail } from './threaded-mail.ts'
import { copyKeys, keyHash, keysOfCopies, replyKey } from './thread-keys.ts'

/**
 * The order of locks of every batch: all keys of the whole batch in one sorted insert, then the records by id. Two batches that
 * share mails of a conversation meet at its first key, and one waits for the other; nobody who holds a record waits for a key. A key
 * that leads to a record is led elsewhere, by a merge or a split, only by who holds that record.
 */
const CLAIM: Statement = {
  name: 'thread.claim',
  text: `insert into thread_key (object, hash)
         select 'case', decode(hash, 'hex') from unnest($1::text[]) as claimed (hash) order by 1, 2
         on conflict do nothing`,
}

const OWNERS: Statement = {
  name: 'thread.owners',
  text: `select encode(hash, 'hex') as hash, record_id as "recordId", mail_id as "mailId", merged_from as "mergedFrom"
         from thread_key
         where object = 'case' and record_id is not null
           and hash = any(array(select decode(asked, 'hex') from unnest($1::text[]) as asked))`,
}

const VERIFIED: Statement = {
  name: 'thread.verified',
  text: `${WITH_PARTS}
         select part.whole as "recordId", p.address_key as key from part join participant p on p.record_id = part.id
         where p.address_key = any($2::text[]) and p.verified`,
}

const MERGED: Statement = {
  name: 'thread.merged',
  text: `${WITH_PARTS}
         select part.whole as "recordId", r.id, r.number, r.subject, r.requester_key as "requesterKey"
         from part join record r on r.id = part.id
         where part.whole <> part.id`,
}

const MARK: Statement = { name: 'thread.mark', text: 'savepoint before_records' }
const LET_GO: Statement = { name: 'thread.letGo', text: 'rollback to savepoint before_records' }

interface LoadedThreads extends KnownThreads {
  readonly rows: ReadonlyMap<string, CaseRow>
  /** Hashes of the keys that were claimed; those that nothing came to own are given back. */
  readonly claimed: readonly string[]
}

/**
 * Claims the keys of all mails, and loads and locks what they are judged by.
 * @param replyIds of mails of ours whose records are wanted besides
 */
export async function loadThreads(
  tx: Tx,
  mails: readonly ThreadedMail[],
  replyIds: readonly string[] = [],
): Promise<LoadedThreads> {
  const claimed = hashed(mails.flatMap(ownKeys))
  await touch(tx, CLAIM, [[...claimed.keys()]])
  // A statement sees what was committed when it began: owners are read after the wait for their keys.
  const named = mails.flatMap((mail) => [...mail.ours.map(replyKey), ...keysOfCopies(mail)])
  const others = [...named, ...replyIds.map(replyKey)]
  const asked = new Map([...claimed, ...hashed(others)])
  const numbers = mails.flatMap((mail) => [...mail.numbers, ...mail.tags].flatMap((text) => readNumber(text) ?? []))
  const { keys, locked } = await lockThreads(tx, asked, [...new Set(numbers)])
  const ids = locked.map(({ id }) => id)
  const senders = [...new Set(mails.map(({ senderKey }) => senderKey))]
  const verified = ids.length === 0 ? [] : await rows<{ recordId: string; key: string }>(tx, VERIFIED, [ids, senders])
  const merged = ids.length === 0 ? [] : await rows<MergedRow>(tx, MERGED, [ids])
  const verifiedOf = Map.groupBy(verified, ({ recordId }) => recordId)
  const mergedInto = Map.groupBy(merged, ({ recordId }) => recordId)
  const threads = locked.map((row): [string, Thread] => [
    row.id,
    {
      id: row.id,
      number: numberText(row.number),
      status: row.status,
      subjectKey: subjectKey(row.subject),
      requesterKey: row.requesterKey,
      mailboxes: new Set(row.mailboxes),
      verified: new Set(verifiedOf.get(row.id)?.map(({ key }) => key)),
      merged: (mergedInto.get(row.id) ?? []).map(({ id, number, subject, requesterKey }) => ({
        id,
        requesterKey,
        number: numberText(number),
        subjectKey: subjectKey(subject),
      })),
    },
  ])
  return {
    keys,
    threads: new Map(threads),
    rows: new Map(locked.map((row) => [row.id, row])),
    claimed: [...claimed.keys()],
  }
}

interface MergedRow {
  readonly recordId: string
  readonly id: string
  readonly number: number
  readonly subject: string
  readonly requesterKey: string
}

/**
 * Locks the records to which keys and numbers lead. During the wait for them a merge or a split may have led some elsewhere: then all
 * are let go, and locked anew. To take one more out of its turn would have two batches wait for each other.
 */
async function lockThreads(
  tx: Tx,
  asked: ReadonlyMap<string, string>,
  numbers: readonly number[],
): Promise<{ keys: ReadonlyMap<string, KeyOwner>; locked: readonly CaseRow[] }> {
  const lookUp = async () => {
    const keys = await ownersOf(tx, asked)
    const named = await livingCases(tx, { numbers })
    return { keys, ids: new Set([...[...keys.values()].map(({ recordId }) => recordId), ...named.map(({ id }) => id)]) }
  }
  for (;;) {
    const { keys, ids } = await lookUp()
    if (ids.size === 0) return { keys, locked: [] }
    await touch(tx, MARK)
    const locked = await lockCases(tx, { ids: [...ids] })
    // Which mail has a key, the last one to hold its record may have written during the wait as well.
    const now = await lookUp()
    if (now.ids.isSubsetOf(ids)) return { keys: now.keys, locked: locked.filter(({ id }) => now.ids.has(id)) }
    await touch(tx, LET_GO)
  }
}

/** @param asked keys by their hashes */
async function ownersOf(tx: Tx, asked: ReadonlyMap<string, string>): Promise<Map<string, KeyOwner>> {
  const owners = await rows<KeyOwner & { hash: string }>(tx, OWNERS, [[...asked.keys()]])
  return new Map(owners.map(({ hash, ...owner }) => [asked.get(hash) ?? '', owner]))
}

/** Keys that a mail has or mentions. */
const ownKeys = (mail: ThreadedMail): string[] => [
  ...mail.references,
  ...(mail.ownId === null ? [] : [mail.ownId]),
  ...copyKeys(mail),
]

const hashed = (keys: readonly string[]): Map<string, string> => new Map(keys.map((key) => [keyHash(key), key]))

const OWN: Statement = {
  name: 'thread.own',
  text: `insert into thread_key as k (object, hash, record_id, mail_id, merged_from)
         select 'case', decode(hash, 'hex'), record_id, mail_id, merged_from
         from unnest($1::text[], $2::uuid[], $3::uuid[], $4::uuid[]) as owned (hash, record_id, mail_id, merged_from)
         order by 1, 2
         on conflict (object, hash) do update set
           record_id = excluded.record_id, mail_id = excluded.mail_id, merged_from = excluded.merged_from`,
}

const GIVE_BACK: Statement = {
  name: 'thread.giveBack',
  text: `delete from thread_key
         where object = 'case' and record_id is null
           and hash = any(array(select decode(claimed, 'hex') from unnest($1::text[]) as claimed))`,
}

/** Writes the new owners of keys, and gives back what was claimed for a mail that came to no record. */
export async function saveThreads(
  tx: Tx,
  owned: ReadonlyMap<string, KeyOwner>,
  claimed: readonly string[],
): Promise<void> {
  const owners = [...owned].map(([key, owner]) => ({ hash: keyHash(key), ...owner }))
  if (owners.length > 0) await touch(tx, OWN, columns(owners, 'hash', 'recordId', 'mailId', 'mergedFrom'))
  const given = new Set(owners.map(({ hash }) => hash))
  const left = claimed.filter((hash) => !given.has(hash))
  if (left.length > 0) await touch(tx, GIVE_BACK, [left])
}
