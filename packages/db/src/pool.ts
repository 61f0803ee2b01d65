import pg from 'pg'
import { statementName } from './statement-name.ts'

/** A connection inside a transaction. Queries of one transaction run one after the other. */
export type Tx = pg.PoolClient
export type Pool = pg.Pool

/** A statement with a name is prepared once per connection, which saves PostgreSQL the planning of every later run. */
export interface Statement {
  readonly name: string
  readonly text: string
}

// A query that takes longer is waiting for a lock or for a server that is gone; both are better met by a new try.
const STATEMENT_TIMEOUT_MS = 30_000
const CONNECT_TIMEOUT_MS = 5_000
// A new connection costs both ends some ten milliseconds, for its secret and its process. Timers that meet need a second one every
// half minute: closed after ten seconds, the library's default, it would be opened anew each time.
const IDLE_TIMEOUT_MS = 300_000
// A server that is frozen, or whose machine is gone, does not see to its own timeout; TCP alone would wait for many minutes.
const ANSWER_TIMEOUT_MS = STATEMENT_TIMEOUT_MS + 2_000
const NO_ANSWER = 'Query read timeout' // pg 8.23

/** `onError` hears of idle connections that broke; without it such an error would end the process. */
export function createPool(options: { url: string; max: number; name: string; onError: (error: Error) => void }): Pool {
  const pool = new pg.Pool({
    connectionString: options.url,
    max: options.max,
    application_name: options.name,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    idleTimeoutMillis: IDLE_TIMEOUT_MS,
    statement_timeout: STATEMENT_TIMEOUT_MS,
    query_timeout: ANSWER_TIMEOUT_MS,
    idle_in_transaction_session_timeout: STATEMENT_TIMEOUT_MS,
    keepAlive: true,
  })
  pool.on('error', options.onError)
  return pool
}

const queryOf = ({ name, text }: Statement, values: readonly unknown[]) => ({
  name: statementName(name),
  text,
  values: [...values],
})

/** Rows of a named statement. */
export async function rows<Row extends object>(
  on: Tx | Pool,
  statement: Statement,
  values: readonly unknown[] = [],
): Promise<Row[]> {
  const result = await on.query<Row & pg.QueryResultRow>(queryOf(statement, values))
  return result.rows
}

/** Number of rows a named statement touched. */
export async function touch(on: Tx | Pool, statement: Statement, values: readonly unknown[] = []): Promise<number> {
  const result = await on.query(queryOf(statement, values))
  return result.rowCount ?? 0
}

/** Runs `work` in one transaction. A connection whose transaction broke is closed, not handed out again. */
export async function transaction<Result>(pool: Pool, work: (tx: Tx) => Promise<Result>): Promise<Result> {
  const tx = await pool.connect()
  // The pool listens only to idle connections. One that breaks while it is ours fails its next query, which is enough.
  const ignore = () => {}
  tx.on('error', ignore)
  let broken: Error | undefined
  try {
    await tx.query('begin')
    const result = await work(tx)
    await tx.query('commit')
    return result
  } catch (error) {
    broken = error instanceof Error ? error : new Error(String(error))
    if (broken.message === NO_ANSWER) throw error // nor would a rollback be answered
    await tx.query('rollback').then(
      () => {
        broken = undefined
      },
      () => {},
    )
    throw error
  } finally {
    tx.off('error', ignore)
    tx.release(broken)
  }
}
