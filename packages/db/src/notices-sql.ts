import { type Pool, rows, type Statement, type Tx } from './pool.ts'

/** Things that others have left in a service's tables for its running replicas. */
export interface Notices {
  /** How many times a set-up was applied, as a text; `0` where none was. */
  readonly appliedRevision: string
  /** Streams for which events wait in the outbox whose process should have published them by now. */
  readonly leftStreams: readonly string[]
}

const READ: Statement = {
  name: 'notices.read',
  text: `select coalesce((select revision from applied_setup), 0)::text as "appliedRevision",
                array(select distinct stream from outbox
                      where published_at is null and created_at < now() - make_interval(secs => $1)) as "leftStreams"`,
}

/** All of it in one statement, since every service asks for ever. @param leftAfterSeconds younger events are being published */
export async function readNotices(pool: Pool, leftAfterSeconds: number): Promise<Notices> {
  const [notices] = await rows<Notices>(pool, READ, [leftAfterSeconds])
  if (notices === undefined) throw new Error('a select without a table has one row')
  return notices
}

const NOTE: Statement = {
  name: 'notices.applied',
  text: `insert into applied_setup (revision, applied_at) values (1, now())
         on conflict (id) do update set revision = applied_setup.revision + 1, applied_at = now()`,
}

/** The service's tables have been brought to a set-up; a running service notices when the transaction commits. */
export async function noteApplied(tx: Tx): Promise<void> {
  await rows(tx, NOTE)
}
