/**
 * `npm run bench -- cases --at 1000000`: what a mail and each list cost where so many cases are, beside the same in an empty
 * installation. The tables of the other services are empty; `-- --at` fills those. A list whose slowest answer takes
 * longer than a twentieth of a second fails the run.
 */
import type { Installation } from '@tubepost/sandbox'
import type pg from 'pg'
import { timeRead } from '../growth/reads.ts'
import { measureAt } from '../growth/measure-at.ts'
import { printGrowth } from '../growth/print-growth.ts'
import { casesSetup } from './cases-setup.ts'
import { caseLoad, makeCorpus } from './corpus.ts'
import { BUSY, fillWithCases } from './many-cases.ts'

const WARM_UP = 200
const TIMES = 21
const MOST_MS = 50
const PAGE = 50
const PAGES = 1_000

/** A list by its query, and by the condition that finds the same cases in the table. */
interface List {
  readonly query: string
  readonly where: string
}

const { assignee, mailbox, requester, word } = BUSY
const LISTS: Readonly<Record<string, List>> = {
  'all of them': { query: '', where: 'true' },
  status: { query: 'status=open', where: `status = 'open'` },
  'status of most': { query: 'status=closed', where: `status = 'closed'` },
  mailbox: { query: `mailbox=${mailbox}`, where: `mailbox = '${mailbox}'` },
  'mailbox and status': {
    query: `mailbox=${mailbox}&status=open`,
    where: `mailbox = '${mailbox}' and status = 'open'`,
  },
  assignee: { query: `assignee=${assignee}`, where: `assignee = '${assignee}'` },
  'assignee and mailbox': {
    query: `assignee=${assignee}&mailbox=${mailbox}`,
    where: `assignee = '${assignee}' and mailbox = '${mailbox}'`,
  },
  'assignee and status': {
    query: `assignee=${assignee}&status=open`,
    where: `assignee = '${assignee}' and status = 'open'`,
  },
  requester: { query: `requester=${requester}`, where: `requester_key = '${requester}'` },
  'requester of few': {
    query: 'requester=person4711@customer.example',
    where: `requester_key = 'person4711@customer.example'`,
  },
  'a word of many': { query: `q=${word}`, where: `words @@ '''${word}'':*'` },
  'a word of few': { query: 'q=needle', where: `words @@ '''needle'':*'` },
  'a number': { query: 'q=CASE-4711', where: `words @@ '''4711'':*'` },
  'a word and a status': { query: `q=${word}&status=open`, where: `words @@ '''${word}'':*' and status = 'open'` },
}

/** Measures both installations and prints a table. @returns whether every list is quick */
export async function runCaseGrowth({ at, mails }: { at: number; mails: number }): Promise<boolean> {
  const [warmUp, cold, warm] = [await makeCorpus(2, WARM_UP), await makeCorpus(0, mails), await makeCorpus(1, mails)]
  const measured = {
    fill: (parts: { postgres: { url: string } }, count: number) => fillWithCases(parts.postgres.url, count),
    setup: (ports: Parameters<typeof casesSetup>[0]) => casesSetup(ports, [...warmUp, ...cold, ...warm]),
    timeReads: timeLists,
    loads: () => [caseLoad(warmUp, []), caseLoad(cold, warmUp), caseLoad(warm, [...warmUp, ...cold])] as const,
  }
  return printGrowth(await measureAt(0, measured), await measureAt(at, measured), at, MOST_MS)
}

/** The slowest of some answers to each list: its first page, and its thousandth, or the last where it is shorter. */
async function timeLists(of: Installation, database: pg.Client): Promise<Map<string, number>> {
  const times = new Map<string, number>()
  for (const [name, { query, where }] of Object.entries(LISTS)) {
    const list = `/api/case/cases?limit=${PAGE}&${query}`
    times.set(`${name}, first page`, await slowest(of, list))
    const page = await findPage(database, where)
    if (page !== undefined)
      times.set(`${name}, page ${page.number}`, await slowest(of, `${list}&before=${page.before}`))
  }
  const { rows } = await database.query<{ number: number | null }>('select max(number) as number from "case".record')
  const [last] = rows
  if (last?.number) times.set('one case', await slowest(of, `/api/case/cases/CASE-${last.number}`))
  return times
}

async function slowest(of: Installation, target: string): Promise<number> {
  const times: number[] = []
  for (let time = 0; time < TIMES; time++) times.push(await timeRead(of, target))
  return Math.max(...times)
}

/** @returns undefined where the first page is the only one */
async function findPage(database: pg.Client, where: string): Promise<{ number: number; before: string } | undefined> {
  const counted = await database.query<{ pages: number }>(
    `select ceil(count(*) / ${PAGE}.0)::int as pages from (select from "case".record where ${where} limit ${PAGE * PAGES}) as found`,
  )
  const number = counted.rows[0]?.pages ?? 0
  if (number < 2) return undefined
  const { rows } = await database.query<{ before: string }>(
    `select to_char(updated_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') || '_' || id as before
     from "case".record where ${where} order by updated_at desc, id desc limit 1 offset $1`,
    [(number - 1) * PAGE - 1],
  )
  return rows[0] === undefined ? undefined : { number, before: rows[0].before }
}
