import { wellFormedJson } from '@tubepost/events'
import { type Pool, rows, type Statement, touch, type Tx } from '@tubepost/db'

/** One change that somebody was let through to. */
export interface AuditEntry {
  id: string
  at: Date
  /** Id of the person, or of a token that is nobody's; `admin` for the administrator's. */
  who: string
  /** `session` or `token`; `password`, `link` or `oidc` for somebody who signed in by it. */
  by: string
  /** Id of the session or the token. */
  credential: string
  /** Method and route: `DELETE /api/console/tokens/:id`. */
  what: string
  /** The values in the route, in its order. */
  target: string
  /** Status of the answer; null where the console ended before it was known. */
  status: number | null
  before: unknown
  after: unknown
}

export interface AuditSearch {
  who?: string | undefined
  /** Any part of `what` or `target`. */
  what?: string | undefined
  since?: string | undefined
  /** Id of the last entry of the page before. */
  before?: string | undefined
}

const BEGIN: Statement = {
  name: 'audit.begin',
  text: 'insert into audit (who, by, credential, what, target) values ($1, $2, $3, $4, $5) returning id',
}
const END: Statement = {
  name: 'audit.end',
  text: 'update audit set status = $2, before = $3, after = $4 where id = $1 and status is null',
}
const LIST: Statement = {
  name: 'audit.list',
  text: `select id, at, who, by, credential, what, target, status, before, after from audit
         where ($1::text is null or who = $1)
           and ($2::text is null or strpos(what || ' ' || target, $2) > 0)
           and ($3::timestamptz is null or at >= $3)
           and ($4::bigint is null or id < $4)
         order by id desc limit $5`,
}

/** @returns the id of the entry */
export async function beginEntry(
  on: Pool | Tx,
  { who, by, credential, what, target }: Pick<AuditEntry, 'who' | 'by' | 'credential' | 'what' | 'target'>,
): Promise<string> {
  const [row] = await rows<{ id: string }>(on, BEGIN, [who, by, credential, what, target])
  if (row === undefined) throw new Error('the entry of the audit was not stored')
  return row.id
}

export async function endEntry(
  pool: Pool,
  id: string,
  { status, before, after }: { status: number; before?: unknown; after?: unknown },
): Promise<void> {
  const json = (value: unknown) => (value === undefined ? null : wellFormedJson(value))
  await touch(pool, END, [id, status, json(before), json(after)])
}

const MANY: Statement = {
  name: 'audit.many',
  text: `insert into audit (who, by, credential, what, target, status, after)
         select $1, $2, $3, $4, one.target, 200, one.after from unnest($5::text[], $6::jsonb[]) as one (target, after)`,
}

/** Entries for what one call did to each of many, in the transaction that did it. */
export async function addEntries(
  tx: Tx,
  { who, by, credential, what }: Pick<AuditEntry, 'who' | 'by' | 'credential' | 'what'>,
  each: readonly { readonly target: string; readonly after: unknown }[],
): Promise<void> {
  const afters = each.map(({ after }) => wellFormedJson(after))
  await rows(tx, MANY, [who, by, credential, what, each.map(({ target }) => target), afters])
}

/** The newest first. */
export const listEntries = (pool: Pool, { who, what, since, before }: AuditSearch, limit: number) =>
  rows<AuditEntry>(pool, LIST, [who ?? null, what ?? null, since ?? null, before ?? null, limit])
