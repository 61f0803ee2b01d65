import { rows, type Statement, type Tx } from '@tubepost/db'

const LOCK: Statement = { name: 'directory.lock', text: 'select pg_advisory_xact_lock(hashtextextended($1, 3))' }

/** Lets nobody else change people or statuses until the end of the transaction. */
export async function lockDirectory(tx: Tx): Promise<void> {
  await rows(tx, LOCK, ['directory'])
}
