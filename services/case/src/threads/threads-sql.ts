import { columns, rows, type Statement, touch, type Tx } from '@tubepost/db'
import { type CaseRow, numberText, readNumber } from '../records/case-row.ts'
import type { KeyOwner, KnownThreads, Thread } from './thread.ts'
import { lockCases } from '../records/records-sql.ts'
import { subjectKey } from './subject-key.ts'
import type { ThreadedMail } from './threaded-mail.ts'
import { copyKeys, keyHash, keysOfCopies, replyKey } from './thread-keys.ts'

/**
 * The order of locks of every batch: all keys of the whole batch in one sorted insert, then the records by id. Two batches that
 * share mails of a conversation meet at its first key, and one waits for the other; nobody who holds a record waits for a key.
 */
const CLAIM: Statement = {
  name: 'thread.claim',
  text: `insert into thread_key (object, hash)
         select 'case', decode(hash, 'hex') from unnest($1::text[]) as claimed (hash) order by 1, 2
         on conflict do nothing`,
}

const OWNERS: Statement = {
  name: 'thread.owners',
  text: `select encode(hash, 'hex') as hash, record_id as "recordId", mail_id as "mailId" from thread_key
         where object = 'case' and record_id is not null
           and hash = any(array(select decode(asked, 'hex') from unnest($1::text[]) as asked))`,
}

const VERIFIED: Statement = {
  name: 'thread.verified',
  text: `select record_id as "recordId", address_key as key from participant
         where record_id = any($1::uuid[]) and address_key = any($2::text[]) and verified`,
}

interface LoadedThreads extends KnownThreads {
  readonly rows: ReadonlyMap<string, CaseRow>
  /** Hashes of the keys that were claimed; those that nothing came to own are given back. */
  readonly claimed: readonly string[]
}

/** Claims the keys of all mails, and loads and locks what they are judged by. */
export async function loadThreads(tx: Tx, mails: readonly ThreadedMail[]): Promise<LoadedThreads> {
  const claimed = hashed(mails.flatMap(ownKeys))
  await touch(tx, CLAIM, [[...claimed.keys()]])
  // A statement sees what was committed when it began: owners are read after the wait for their keys.
  const others = mails.flatMap((mail) => [...mail.ours.map(replyKey), ...keysOfCopies(mail)])
  const asked = new Map([...claimed, ...hashed(others)])
  const owners = await ownersOf(tx, asked)
  const numbers = mails.flatMap((mail) => [...mail.numbers, ...mail.tags].flatMap((text) => readNumber(text) ?? []))
  const locked = await lockCases(tx, {
    ids: [...new Set([...owners.values()].map(({ recordId }) => recordId))],
    numbers: [...new Set(numbers)],
  })
  const ids = locked.map(({ id }) => id)
  const senders = [...new Set(mails.map(({ senderKey }) => senderKey))]
  // A key keeps its record; which mail has it, the last one to hold that record may have written during the wait for it.
  const keys = ids.length === 0 ? owners : await ownersOf(tx, asked)
  const verified = ids.length === 0 ? [] : await rows<{ recordId: string; key: string }>(tx, VERIFIED, [ids, senders])
  const byRecord = Map.groupBy(verified, ({ recordId }) => recordId)
  const threads = locked.map((row): [string, Thread] => [
    row.id,
    {
      id: row.id,
      number: numberText(row.number),
      status: row.status,
      subjectKey: subjectKey(row.subject),
      requesterKey: row.requesterKey,
      mailboxes: new Set(row.mailboxes),
      verified: new Set(byRecord.get(row.id)?.map(({ key }) => key)),
    },
  ])
  return {
    keys,
    threads: new Map(threads),
    rows: new Map(locked.map((row) => [row.id, row])),
    claimed: [...claimed.keys()],
  }
}

/** @param asked keys by their hashes */
async function ownersOf(tx: Tx, asked: ReadonlyMap<string, string>): Promise<Map<string, KeyOwner>> {
  const owners = await rows<KeyOwner & { hash: string }>(tx, OWNERS, [[...asked.keys()]])
  return new Map(owners.map(({ hash, recordId, mailId }) => [asked.get(hash) ?? '', { recordId, mailId }]))
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
  text: `insert into thread_key as k (object, hash, record_id, mail_id)
         select 'case', decode(hash, 'hex'), record_id, mail_id
         from unnest($1::text[], $2::uuid[], $3::uuid[]) as owned (hash, record_id, mail_id) order by 1, 2
         on conflict (object, hash) do update set record_id = excluded.record_id, mail_id = excluded.mail_id`,
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
  if (owners.length > 0) await touch(tx, OWN, columns(owners, 'hash', 'recordId', 'mailId'))
  const given = new Set(owners.map(({ hash }) => hash))
  const left = claimed.filter((hash) => !given.has(hash))
  if (left.length > 0) await touch(tx, GIVE_BACK, [left])
}
