import type { Installation } from '@tubepost/sandbox'
import pg from 'pg'

const NAME_WIDTH = 28
const LEAST_BYTES = 50

const TABLES = `select schemaname || '.' || relname as name, pg_total_relation_size(relid)::float8 as bytes
                from pg_stat_user_tables order by 2 desc`
const STREAM_BYTES = /^tubepost_stream_bytes\{.*stream="([A-Z]+)".*\} (\d+)$/gm

/** The bytes that a mail leaves behind, by table with its indexes, and by stream. */
export async function printAtRest(of: Installation, mails: number): Promise<void> {
  const database = new pg.Client({ connectionString: of.postgres.url })
  await database.connect()
  const { rows } = await database.query<{ name: string; bytes: number }>(TABLES)
  await database.end()
  const streams = new Map<string, number>()
  for (const { port } of of.processes) {
    const metrics = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text()
    for (const [, name = '', bytes] of metrics.matchAll(STREAM_BYTES)) streams.set(name, Number(bytes))
  }
  print('all tables', sum(rows.map(({ bytes }) => bytes)) / mails)
  for (const { name, bytes } of rows) print(`  ${name}`, bytes / mails)
  print('all streams', sum([...streams.values()]) / mails)
  for (const [name, bytes] of streams) print(`  ${name}`, bytes / mails)
}

const sum = (all: readonly number[]): number => all.reduce((total, one) => total + one, 0)

function print(name: string, bytes: number): void {
  if (bytes >= LEAST_BYTES)
    process.stdout.write(`${name.padEnd(NAME_WIDTH)}${(bytes / 1_000).toFixed(2).padStart(8)} kB at rest\n`)
}
