/**
 * `npm run bench -- --at 1000000`: what a mail and an answer cost in an installation that has had so many mails, beside
 * the same in an empty one. An answer that takes longer than a tenth of a second fails the run.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { type Installation, startInstallation } from '@tubepost/sandbox'
import { freePort, startDovecot, startSmtpSink, tempDir } from '@tubepost/testing'
import pg from 'pg'
import { benchSetup } from '../bench-mails.ts'
import { peakRssMb } from '../cpu-time.ts'
import { drain, type Drained } from '../spine/drain.ts'
import { cpuTotal, openMeter } from '../spine/usage.ts'
import { type Middle, READS, timeRead, timeScrapes } from './reads.ts'
import { fillWithSettledMails } from './settled-mails.ts'
import { streamLives } from './stream-lives.ts'

const PASSWORD = 'bench'
const WARM_UP = 1_000
// Filling a million takes minutes, and the services wait for it.
const READY_MS = 120_000
const TIMES = 11
const SCRAPES = 5
// A service shows for a second what it has read.
const SCRAPED_ANEW_MS = 1_100
const MOST_MS = 100
const NAME_WIDTH = 40
const CELL_WIDTH = 14

interface Growth {
  readonly reads: ReadonlyMap<string, number>
  readonly cold: Drained
  readonly warm: Drained
  readonly databaseMb: number
  readonly peakMb: number
  readonly scans: readonly string[]
}

/** Measures both installations and prints a table. @returns whether every answer is quick */
export async function runGrowth({ at, mails }: { at: number; mails: number }): Promise<boolean> {
  const empty = await measureAt(0, mails)
  const grown = await measureAt(at, mails)
  const line = (name: string, cells: readonly string[]) =>
    console.log(`${name.padEnd(NAME_WIDTH)}${cells.map((cell) => cell.padStart(CELL_WIDTH)).join('')}`)
  const row = (name: string, before: number, after: number, digits: number) =>
    line(
      name,
      before === 0
        ? ['', after.toFixed(digits), '']
        : [before, after].map((each) => each.toFixed(digits)).concat((after / before).toFixed(2)),
    )
  line('', ['at 0', `at ${at}`, 'ratio'])
  for (const run of ['cold', 'warm'] as const) {
    const of = (what: (drained: Drained) => number) => [what(empty[run]), what(grown[run])] as const
    row(`CPU ms a mail, ${run}`, ...of(({ used, mails: count }) => cpuTotal(used) / count), 3)
    for (const name of empty[run].used.cpuMs.keys())
      row(`  ${name}`, ...of(({ used, mails: count }) => (used.cpuMs.get(name) ?? 0) / count), 3)
    row(`kB of WAL a mail, ${run}`, ...of(({ used, mails: count }) => used.walBytes / count / 1_000), 2)
    row(`mails/s, ${run}`, ...of(({ seconds, mails: count }) => count / seconds), 0)
  }
  row('largest service, peak MB', empty.peakMb, grown.peakMb, 0)
  row('database, MB', empty.databaseMb, grown.databaseMb, 0)
  line('answers, ms', [])
  for (const [name, ms] of grown.reads) row(name, empty.reads.get(name) ?? 0, ms, 1)
  console.log(`whole tables read meanwhile at ${at}:\n${grown.scans.join('\n')}`)
  const slow = [...grown.reads].filter(([, ms]) => ms > MOST_MS)
  for (const [name, ms] of slow) console.log(`too slow: ${name}, ${ms.toFixed(0)} ms`)
  return slow.length === 0
}

async function measureAt(at: number, mails: number): Promise<Growth> {
  const dir = await tempDir(`bench-at-${at}`)
  process.env['BENCH_PASSWORD'] = PASSWORD
  const dovecot = await startDovecot({
    dir: path.join(dir, 'imap'),
    users: [{ name: 'status', password: PASSWORD }],
  })
  const sink = await startSmtpSink()
  const ports = { http: await freePort(), imap: dovecot.port, smtp: sink.port, intake: await freePort() }
  const setupFile = path.join(dir, 'tubepost.yaml')
  mkdirSync(dir, { recursive: true })
  writeFileSync(setupFile, benchSetup(ports))
  const began = performance.now()
  const installation = await startInstallation({
    dir: path.join(dir, 'installation'),
    setupFile,
    httpPort: ports.http,
    beforeServices: async (parts) => fillWithSettledMails(parts.postgres.url, await streamLives(parts), at),
  })
  console.log(`filled with ${at} mails in ${((performance.now() - began) / 1_000).toFixed(0)} s`)
  const programs = new Map([
    ...installation.processes.map(({ name, pid }) => [name, pid] as const),
    ['nats-server', installation.nats.pid] as const,
    ['postgres', installation.postgres.pid] as const,
  ])
  const meter = await openMeter(programs, installation.postgres.url)
  const database = new pg.Client({ connectionString: installation.postgres.url })
  await database.connect()
  try {
    await installation.untilReady(READY_MS)
    await delay(1_000)
    const middle = await findMiddle(database, at)
    const before = await wholeTablesRead(database)
    const reads = await timeReads(installation, middle)
    const bench = { installation, dovecot, sink, meter }
    await drain(bench, 0, WARM_UP)
    const cold = await drain(bench, WARM_UP, mails)
    const warm = await drain(bench, WARM_UP + mails, mails)
    const after = await wholeTablesRead(database)
    const size = await database.query<{ mb: number }>('select pg_database_size(current_database())::float8 / 1e6 as mb')
    return {
      reads,
      cold,
      warm,
      databaseMb: size.rows[0]?.mb ?? 0,
      peakMb: Math.max(...installation.processes.map(({ pid }) => peakRssMb(pid))),
      scans: [...after].flatMap(([table, rows]) => {
        const read = rows - (before.get(table) ?? 0)
        return read > at ? [`  ${table}: ${read} rows`] : []
      }),
    }
  } finally {
    await database.end()
    await meter.close()
    await installation.stop()
    await sink.stop()
    await dovecot.stop()
  }
}

/** @returns undefined where there is none */
async function findMiddle(database: pg.Client, at: number): Promise<Middle | undefined> {
  const { rows } = await database.query<Middle>(
    `select mail_id as "mailId", (extract(epoch from now() - received_at) / 3600)::float8 as "hoursAgo"
     from console.mail order by received_at offset $1 limit 1`,
    [Math.floor(at / 2)],
  )
  return rows[0]
}

/** Median milliseconds by name. */
async function timeReads(of: Installation, middle: Middle | undefined): Promise<Map<string, number>> {
  const times = new Map<string, number>()
  const median = (list: number[]) => list.toSorted((a, b) => a - b)[list.length >> 1] ?? 0
  for (const [name, targetOf] of Object.entries(READS)) {
    const target = targetOf(middle ?? { mailId: '', hoursAgo: 1 })
    if (middle === undefined && target.match(/before=$|mails\/$/)) continue
    const list: number[] = []
    for (let time = 0; time < TIMES; time++) list.push(await timeRead(of, target))
    times.set(name, median(list))
  }
  const scrapes = new Map<string, number[]>()
  for (let time = 0; time < SCRAPES; time++) {
    for (const [service, ms] of await timeScrapes(of)) scrapes.set(service, [...(scrapes.get(service) ?? []), ms])
    await delay(SCRAPED_ANEW_MS)
  }
  for (const [service, list] of scrapes) times.set(`metrics of ${service}`, median(list))
  return times
}

/** Rows that were read by going through a whole table, by table. */
async function wholeTablesRead(database: pg.Client): Promise<Map<string, number>> {
  const { rows } = await database.query<{ table: string; rows: number }>(
    `select schemaname || '.' || relname as "table", seq_tup_read::float8 as rows from pg_stat_user_tables`,
  )
  return new Map(rows.map(({ table, rows: read }) => [table, read]))
}
