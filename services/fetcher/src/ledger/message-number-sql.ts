import { type Pool, rows, type Statement, transaction } from '@tubepost/db'
import type { Numbers } from '../sources/numbered.ts'

interface LifeOfFolder {
  readonly account: string
  readonly life: string
}

const LOCK: Statement = {
  name: 'messageNumber.lock',
  text: 'select pg_advisory_xact_lock(hashtextextended($1, 1))',
}
const GIVE: Statement = {
  name: 'messageNumber.give',
  text: `with last as (
           select coalesce(max(uid), 0) as uid from message_number where mailbox_id = $1 and account = $2 and life = $3
         )
         insert into message_number (mailbox_id, account, life, key, uid)
         select $1, $2, $3, new.key, last.uid + row_number() over (order by new.at)
         from (select key, min(at) as at from unnest($4::text[]) with ordinality as given (key, at) group by key) new, last
         where not exists (select from message_number kept
                           where kept.mailbox_id = $1 and kept.account = $2 and kept.life = $3 and kept.key = new.key)`,
}
const FIND: Statement = {
  name: 'messageNumber.find',
  text: `select key, uid::int8::float8 as uid from message_number
         where mailbox_id = $1 and account = $2 and life = $3 and key = any($4::text[])`,
}
const KEYS: Statement = {
  name: 'messageNumber.keys',
  text: `select key, uid::int8::float8 as uid from message_number
         where mailbox_id = $1 and account = $2 and life = $3 and uid = any($4::bigint[])`,
}
const LAST: Statement = {
  name: 'messageNumber.last',
  text: `select coalesce(max(uid), 0)::int8::float8 as uid from message_number
         where mailbox_id = $1 and account = $2 and life = $3`,
}

type Numbered = { key: string; uid: number }

/** The numbers of one life of a folder in the ledger: a new key gets a number, and keeps it. */
export function keptNumbers(pool: Pool, mailboxId: string, { account, life }: LifeOfFolder): Numbers {
  const place = [mailboxId, account, life]
  const give = (keys: readonly string[]) =>
    transaction(pool, async (tx) => {
      await rows(tx, LOCK, [place.join(' ')])
      await rows(tx, GIVE, [...place, keys])
      return byKey(await rows<Numbered>(tx, FIND, [...place, keys]))
    })
  return {
    async of(keys) {
      const known = byKey(await rows<Numbered>(pool, FIND, [...place, keys]))
      const unknown = keys.filter((key) => !known.has(key))
      const given = unknown.length === 0 ? known : await give(unknown)
      return keys.map((key) => known.get(key) ?? given.get(key) ?? 0)
    },
    keysOf: async (uids) => {
      const found = new Map((await rows<Numbered>(pool, KEYS, [...place, uids])).map(({ key, uid }) => [uid, key]))
      return uids.map((uid) => found.get(uid) ?? '')
    },
  }
}

/**
 * The same without storing anything, for a test before the mailbox is saved: new keys get numbers after the stored
 * ones.
 */
export function tentativeNumbers(pool: Pool, mailboxId: string, { account, life }: LifeOfFolder): Numbers {
  const place = [mailboxId, account, life]
  const given = new Map<string, number>()
  let next = 0
  return {
    async of(keys) {
      for (const { key, uid } of await rows<Numbered>(pool, FIND, [...place, keys])) given.set(key, uid)
      const [last] = await rows<{ uid: number }>(pool, LAST, place)
      next = Math.max(next, last?.uid ?? 0)
      for (const key of keys) if (!given.has(key)) given.set(key, ++next)
      return keys.map((key) => given.get(key) ?? 0)
    },
    async keysOf(uids) {
      const byUid = new Map([...given].map(([key, uid]) => [uid, key]))
      return uids.map((uid) => byUid.get(uid) ?? '')
    },
  }
}

const byKey = (found: readonly Numbered[]) => new Map(found.map(({ key, uid }) => [key, uid]))
