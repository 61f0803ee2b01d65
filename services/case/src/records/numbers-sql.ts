import { rows, type Statement, touch, type Tx } from '@tubepost/db'

const TAKE: Statement = {
  name: 'number.take',
  text: `select nextval('case_number')::integer as number from generate_series(1, $1)`,
}

/** Numbers for new cases, in order. */
export async function takeNumbers(tx: Tx, count: number): Promise<number[]> {
  if (count === 0) return []
  return (await rows<{ number: number }>(tx, TAKE, [count])).map(({ number }) => number)
}

// Raised once for one restore, however often it is run: the highest number that was told stays the same.
const RAISE: Statement = {
  name: 'number.raise',
  text: `select setval('case_number', $1::integer + $2::integer) from case_number where last_value < $1::integer + $2::integer`,
}

/** The next number is more than `margin` above `highest`. For the role that owns the tables. */
export const raiseNumbers = (tx: Tx, highest: number, margin: number): Promise<number> =>
  touch(tx, RAISE, [highest, margin])
