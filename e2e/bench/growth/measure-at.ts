import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { type Installation, type InstallationOptions, startInstallation } from '@tubepost/sandbox'
import { freePort, startDovecot, startSmtpSink, tempDir } from '@tubepost/testing'
import pg from 'pg'
import { peakRssMb } from '../cpu-time.ts'
import { programsOf } from '../programs-of.ts'
import { type Bench, drain, type Drained, type Load } from '../spine/drain.ts'
import { openMeter } from '../spine/usage.ts'
import type { Growth } from './print-growth.ts'

const PASSWORD = 'bench'
// Filling a million takes minutes, and the services wait for it.
const READY_MS = 120_000

type Parts = Parameters<NonNullable<InstallationOptions['beforeServices']>>[0]

/** Mails of one kind, and what an installation may have had of it. */
export interface Measured {
  /** Writes so much into the tables before the services start. */
  fill(parts: Parts, at: number): Promise<void>
  setup(ports: { http: number; imap: number; smtp: number; intake: number }): string
  /** Milliseconds by the name of what is asked. */
  timeReads(of: Installation, database: pg.Client, at: number): Promise<Map<string, number>>
  /** Those that do not count, then those of fresh and of warm processes; all are for one mailbox. */
  loads(): readonly [Load, Load, Load]
}

/** An installation that has had so much: what its answers take, and then what a mail costs. */
export async function measureAt(at: number, measured: Measured): Promise<Growth> {
  const dir = await tempDir(`bench-at-${at}`)
  process.env['BENCH_PASSWORD'] = PASSWORD
  const loads = measured.loads()
  const dovecot = await startDovecot({
    dir: path.join(dir, 'imap'),
    users: [{ name: loads[0].user, password: PASSWORD }],
  })
  const sink = await startSmtpSink()
  const ports = { http: await freePort(), imap: dovecot.port, smtp: sink.port, intake: await freePort() }
  const setupFile = path.join(dir, 'tubepost.yaml')
  mkdirSync(dir, { recursive: true })
  writeFileSync(setupFile, measured.setup(ports))
  const began = performance.now()
  const installation = await startInstallation({
    dir: path.join(dir, 'installation'),
    setupFile,
    httpPort: ports.http,
    beforeServices: (parts) => measured.fill(parts, at),
  })
  console.log(`filled with ${at} in ${((performance.now() - began) / 1_000).toFixed(0)} s`)
  const meter = await openMeter(new Map(programsOf(installation)), installation.postgres.url)
  const database = new pg.Client({ connectionString: installation.postgres.url })
  await database.connect()
  try {
    await installation.untilReady(READY_MS)
    await delay(1_000)
    const before = await wholeTablesRead(database)
    const reads = await measured.timeReads(installation, database, at)
    const [cold, warm] = await drainAll({ installation, dovecot, sink, meter }, loads)
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

async function drainAll(bench: Bench, [warmUp, cold, warm]: readonly [Load, Load, Load]): Promise<[Drained, Drained]> {
  await drain(bench, warmUp)
  return [await drain(bench, cold), await drain(bench, warm)]
}

/** Rows that were read by going through a whole table, by table. */
async function wholeTablesRead(database: pg.Client): Promise<Map<string, number>> {
  const { rows } = await database.query<{ table: string; rows: number }>(
    `select schemaname || '.' || relname as "table", seq_tup_read::float8 as rows from pg_stat_user_tables`,
  )
  return new Map(rows.map(({ table, rows: read }) => [table, read]))
}
