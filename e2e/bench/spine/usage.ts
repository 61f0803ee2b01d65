import pg from 'pg'
import { cpuOfTree } from '../cpu-time.ts'

/** Running totals: CPU milliseconds by program; of the database the bytes of its log and the commits. */
export interface Totals {
  cpuMs: ReadonlyMap<string, number>
  walBytes: number
  commits: number
}

const COUNTERS = `select pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')::float8 as "walBytes",
                         (select sum(xact_commit)::float8 from pg_stat_database) as commits`

export interface Meter {
  read(): Promise<Totals>
  close(): Promise<void>
}

/** Reads what the programs, by name and pid, and their database have used up to now. */
export async function openMeter(pids: ReadonlyMap<string, number>, databaseUrl: string): Promise<Meter> {
  const database = new pg.Client({ connectionString: databaseUrl })
  await database.connect()
  return {
    async read() {
      const { rows } = await database.query<{ walBytes: number; commits: number }>(COUNTERS)
      const [counters] = rows
      if (counters === undefined) throw new Error('the database does not tell its counters')
      return { ...counters, cpuMs: new Map([...pids].map(([name, pid]) => [name, cpuOfTree(pid)])) }
    },
    close: () => database.end(),
  }
}

export function used(before: Totals, after: Totals): Totals {
  return {
    cpuMs: new Map([...after.cpuMs].map(([name, ms]) => [name, ms - (before.cpuMs.get(name) ?? 0)])),
    walBytes: after.walBytes - before.walBytes,
    commits: after.commits - before.commits,
  }
}

export const cpuTotal = ({ cpuMs }: Totals): number => [...cpuMs.values()].reduce((total, ms) => total + ms, 0)
