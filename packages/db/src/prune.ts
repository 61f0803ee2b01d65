import { type Pool, type Statement, touch } from './pool.ts'

// Short transactions: others write to the same tables meanwhile.
const BATCH = 1_000

/** Runs each statement until it finds nothing more. Of its values `$1` is `days`, `$2` how many rows it may touch. */
export async function prune(
  pool: Pool,
  statements: readonly Statement[],
  days: number,
  signal: AbortSignal,
): Promise<number> {
  let pruned = 0
  for (const statement of statements) {
    let touched = BATCH
    while (touched === BATCH && !signal.aborted) {
      touched = await touch(pool, statement, [days, BATCH])
      pruned += touched
    }
  }
  return pruned
}
