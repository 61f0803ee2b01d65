import { type Pool, rows, type Statement, touch, type Tx } from '@tubepost/db'

/** Failures that cost nothing, and the longest wait after more: each failure doubles it from a second on. */
export interface Delays {
  readonly free: number
  readonly mostSeconds: number
}

// Counted before the password is looked at, so that a hundred tries at once are not a hundred guesses. After a day without
// any try all is forgotten.
const TAKE: Statement = {
  name: 'try.take',
  text: `insert into sign_in_try as t (key, failures, next_at) values ($1, 1, now())
         on conflict (key) do update set last_at = now(),
           failures = case when t.last_at < now() - interval '1 day' then 1 else t.failures + 1 end,
           next_at = case when t.last_at < now() - interval '1 day' or t.failures + 1 <= $2 then now()
             else now() + make_interval(secs => least($3, power(2, least(t.failures - $2, 20)))) end
         where t.next_at <= now()
         returning 1`,
}
const WAIT: Statement = {
  name: 'try.wait',
  text: 'select ceil(extract(epoch from next_at - now()))::int as seconds from sign_in_try where key = $1',
}
const FORGET: Statement = { name: 'try.forget', text: 'delete from sign_in_try where key = $1' }
const GIVE_BACK: Statement = {
  name: 'try.giveBack',
  text: 'update sign_in_try set failures = greatest(failures - 1, 0), next_at = now() where key = $1',
}
const FORGET_ALL: Statement = {
  name: 'try.forgetAll',
  text: `delete from sign_in_try where cardinality($1::text[]) = 0 or key = any($1)`,
}

/** @returns the seconds to wait where the time for this try has not come; then it does not count */
export async function takeTry(pool: Pool, key: string, { free, mostSeconds }: Delays): Promise<number | undefined> {
  if ((await rows(pool, TAKE, [key, free, mostSeconds])).length > 0) return undefined
  const [row] = await rows<{ seconds: number }>(pool, WAIT, [key])
  return Math.max(1, row?.seconds ?? 1)
}

/** After the right password. */
export const forgetTries = (tx: Tx, key: string) => touch(tx, FORGET, [key])
/** The try that was right was no failure; those before it were. */
export const giveBackTry = (on: Pool | Tx, key: string) => touch(on, GIVE_BACK, [key])

/** @param keys all of them where it is empty @returns how many there were */
export const unlockTries = (tx: Tx, keys: readonly string[]) => touch(tx, FORGET_ALL, [keys])
