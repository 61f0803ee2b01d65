import { type Pool, rows, type Statement, transaction, type Tx } from './pool.ts'

const READ: Statement = {
  name: 'tally.read',
  text: 'select counted, sum(amount)::float8 as amount from tally group by 1',
}

/** The kept counts by name; a name that nothing was counted under is left out. */
export async function readTally(on: Pool | Tx): Promise<Map<string, number>> {
  const found = await rows<{ counted: string; amount: number }>(on, READ)
  return new Map(found.map(({ counted, amount }) => [counted, amount]))
}

// Fewer rows are read as they are: folding them would write more than it saves.
const WORTH_FOLDING = 200
const MOST_AT_ONCE = 20_000
const FOLD: Statement = {
  name: 'tally.fold',
  text: `with many as materialized (
           select ctid as place from tally
           where (select count(*) from (select from tally limit $1) as first) = $1
           limit $2 for update skip locked
         ), folded as (
           delete from tally using many where tally.ctid = many.place returning counted, amount
         )
         insert into tally (counted, amount) select counted, sum(amount) from folded group by 1`,
}

/** Puts many rows of a count into one. No transaction that counts waits for it. */
export async function foldTally(pool: Pool): Promise<void> {
  await rows(pool, FOLD, [WORTH_FOLDING, MOST_AT_ONCE])
}

// All rows are read and the kept counts with them, at one moment: nothing that is under way differs.
const recountOf = ({ name, text }: Statement): Statement => ({
  name: `tally.recount.${name}`,
  text: `with anew as materialized (${text}
         ), kept as materialized (
           select counted, sum(amount)::bigint as amount from tally group by 1
         ), differing as materialized (
           select counted, coalesce(kept.amount, 0) as kept, coalesce(anew.amount, 0) as amount
           from anew full join kept using (counted) where coalesce(kept.amount, 0) <> coalesce(anew.amount, 0)
         ), mended as (
           insert into tally (counted, amount) select counted, amount - kept from differing
         ), noted as (
           insert into recount (at, difference) select now(), coalesce(sum(abs(amount - kept)), 0) from differing
           on conflict (id) do update set at = excluded.at, difference = excluded.difference
         )
         select counted, kept::float8 as kept, amount::float8 as amount from differing order by counted`,
})

/** A count that was not kept as it should have been. */
export interface Miscount {
  counted: string
  kept: number
  /** The number that there are. */
  amount: number
}

// One at a time: the second of two would mend what the first has mended.
const ALONE: Statement = { name: 'tally.alone', text: 'select pg_advisory_xact_lock(7241866)' }
const IS_DUE: Statement = {
  name: 'tally.isDue',
  text: `select not exists (
           select from recount where at >= date_trunc('day', now() - make_interval(hours => $1), 'UTC') + make_interval(hours => $1)
         ) as due`,
}
// The hour of UTC in which most offices of Europe and America are closed.
const NIGHT_HOUR = 3

/**
 * Counts all anew, mends the kept counts, and notes by how much they differed.
 * @param counts yields `counted` and `amount` of everything that is kept; it may read whole tables
 * @returns the counts that differed
 */
export function recount(pool: Pool, counts: Statement): Promise<Miscount[]> {
  return transaction(pool, async (tx) => {
    await rows(tx, ALONE)
    return rows<Miscount>(tx, recountOf(counts))
  })
}

/** The same, once a night. @returns undefined where it was done already */
export function recountAtNight(pool: Pool, counts: Statement): Promise<Miscount[] | undefined> {
  return transaction(pool, async (tx) => {
    await rows(tx, ALONE)
    const [is] = await rows<{ due: boolean }>(tx, IS_DUE, [NIGHT_HOUR])
    return is?.due === true ? rows<Miscount>(tx, recountOf(counts)) : undefined
  })
}

const LAST: Statement = { name: 'tally.lastRecount', text: 'select difference::float8 as difference from recount' }

/** By how much the kept counts differed when all was last counted; undefined before the first time. */
export async function lastDifference(pool: Pool): Promise<number | undefined> {
  return (await rows<{ difference: number }>(pool, LAST))[0]?.difference
}
