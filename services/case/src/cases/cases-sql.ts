import { type Pool, rows, type Statement } from '@tubepost/db'
import type { CaseRow } from '../records/case-row.ts'
import type { CaseSearch } from './case-search.ts'
import { WITH_PARTS } from '../records/merged-sql.ts'
import { RECORD_COLUMNS, type StoredCase, toCaseRow } from '../records/records-sql.ts'

// A word that half of all cases have would cost a walk through them; whoever looks for it narrows it down. Ten thousand hits of a million
// took up to 104 ms.
const MOST_HITS = 5_000

type Filter = keyof Omit<CaseSearch, 'limit'>

/** Conditions by what they filter. What is not asked for is no part of the statement: each has a plan of its own. */
const CONDITIONS: Readonly<Record<Exclude<Filter, 'before'>, (value: string) => string>> = {
  status: (value) => `status = ${value}`,
  mailbox: (value) => `mailbox = ${value}`,
  assignee: (value) => `assignee = ${value}`,
  requesterKey: (value) => `requester_key = ${value}`,
  updatedSince: (value) => `updated_at >= ${value}::timestamptz`,
  words: (value) => `words @@ ${value}::tsquery`,
  number: (value) => `number = ${value}`,
}

/** The statement for a search, and its values. */
export function listStatement(search: CaseSearch): { statement: Statement; values: unknown[] } {
  const names = (Object.keys(CONDITIONS) as (keyof typeof CONDITIONS)[]).filter((name) => search[name] !== undefined)
  const values: unknown[] = names.map((name) => search[name])
  const wanted = [
    "object = 'case'",
    ...names.map((name, at) => CONDITIONS[name](`$${at + 1}`)),
    ...(search.number === undefined ? ['merged_into is null'] : []),
  ].join(' and ')
  const after = search.before
  if (after !== undefined) values.push(after.updatedAt, after.id)
  const onwards =
    after === undefined ? '' : ` and (updated_at, id) < ($${values.length - 1}::timestamptz, $${values.length}::uuid)`
  values.push(search.limit + 1)
  const inOrder = 'order by updated_at desc, id desc'
  const page = `${onwards} ${inOrder} limit $${values.length}`
  // Thousands of hits are held, so no more of each than puts them in order.
  const text =
    search.words === undefined
      ? `select ${RECORD_COLUMNS}, false as partial from record where ${wanted}${page}`
      : `with hits as materialized (select id, updated_at from record where ${wanted} limit ${MOST_HITS + 1}),
              page as (select id from hits where true${page})
         select ${RECORD_COLUMNS}, (select count(*) from hits) > ${MOST_HITS} as partial
         from page join record using (id) ${inOrder}`
  const name = `cases.list.${[...names, ...(after === undefined ? [] : ['before'])].join('.')}`
  return { statement: { name, text }, values }
}

/** Cases that fit, the one that changed last first; `isLast`: there is no page after these. */
export async function listCases(
  pool: Pool,
  search: CaseSearch,
): Promise<{ cases: CaseRow[]; isLast: boolean; isPartial: boolean }> {
  const { statement, values } = listStatement(search)
  const found = await rows<StoredCase & { partial: boolean }>(pool, statement, values)
  const cases = found.slice(0, search.limit).map(({ partial: _, ...row }) => toCaseRow(row))
  return { cases, isLast: found.length <= search.limit, isPartial: found[0]?.partial === true }
}

const BY_ID: Statement = { name: 'cases.byId', text: `select ${RECORD_COLUMNS} from record where id = $1` }
const BY_NUMBER: Statement = {
  name: 'cases.byNumber',
  text: `select ${RECORD_COLUMNS} from record where object = 'case' and number = $1`,
}

export async function findCase(pool: Pool, wanted: { id: string } | { number: number }): Promise<CaseRow | undefined> {
  const [found] =
    'id' in wanted
      ? await rows<StoredCase>(pool, BY_ID, [wanted.id])
      : await rows<StoredCase>(pool, BY_NUMBER, [wanted.number])
  return found === undefined ? undefined : toCaseRow(found)
}

// A list of more is read by nobody on a page.
const MOST_SHOWN = 200

const PARTICIPANTS: Statement = {
  name: 'cases.participants',
  text: `${WITH_PARTS}
         select min(name) as name, min(address) as address, min(person_id) as person, bool_or(verified) as verified
         from part join participant p on p.record_id = part.id
         group by address_key order by 4 desc, address_key limit ${MOST_SHOWN}`,
}

const RELATED: Statement = {
  name: 'cases.related',
  text: `${WITH_PARTS}, led (id, number, why, next) as (
           select r.id, r.number, n.why, r.merged_into
           from part join relation n on n.record_id = part.id join record r on r.id = n.other_id
           union select r.id, r.number, led.why, r.merged_into from led join record r on r.id = led.next)
         select distinct id, number, why from led where next is null and id not in (select id from part)
         order by number, why limit ${MOST_SHOWN}`,
}

interface Company {
  readonly participants: { name: string | null; address: string; person: string | null; verified: boolean }[]
  readonly related: { id: string; number: number; why: string }[]
}

/** Those who take part in a case or in one that was merged into it, and the cases these are related to. */
export async function companyOf(pool: Pool, id: string): Promise<Company> {
  const [participants, related] = await Promise.all([
    rows<Company['participants'][number]>(pool, PARTICIPANTS, [[id]]),
    rows<Company['related'][number]>(pool, RELATED, [[id]]),
  ])
  return { participants, related }
}
