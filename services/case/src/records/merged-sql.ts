import { type Pool, rows, type Statement, type Tx } from '@tubepost/db'

/** Begins a statement: each of the cases $1 (`whole`) with all that were merged into it, in however many steps, and itself. */
export const WITH_PARTS = `
  with recursive part (whole, id) as (
    select id, id from unnest($1::uuid[]) as id
    union all select part.whole, r.id from part join record r on r.merged_into = part.id)`

const LIVING: Statement = {
  name: 'merged.living',
  text: `with recursive led (id, number, next) as (
           select id, number, merged_into from record
           where id = any($1::uuid[]) or (object = 'case' and number = any($2::integer[]))
           union all select r.id, r.number, r.merged_into from led join record r on r.id = led.next)
         select distinct id, number from led where next is null`,
}

interface Named {
  readonly id: string
  readonly number: number
}

/** The cases that these are, or are part of by now. */
export async function livingCases(
  on: Tx | Pool,
  wanted: { ids?: readonly string[]; numbers?: readonly number[] },
): Promise<Named[]> {
  const { ids = [], numbers = [] } = wanted
  if (ids.length + numbers.length === 0) return []
  return rows<Named>(on, LIVING, [ids, numbers])
}

// A list of more is read by nobody on a page.
const MOST_SHOWN = 200

const MERGED: Statement = {
  name: 'merged.into',
  text: `${WITH_PARTS}
         select r.id, r.number, i.number as into
         from part join record r on r.id = part.id join record i on i.id = r.merged_into
         where part.id <> part.whole order by r.number limit ${MOST_SHOWN}`,
}

/** All cases that are part of one, each with the number of the case into which it was merged itself. */
export const mergedCases = (pool: Pool, id: string): Promise<(Named & { into: number })[]> =>
  rows<Named & { into: number }>(pool, MERGED, [[id]])
