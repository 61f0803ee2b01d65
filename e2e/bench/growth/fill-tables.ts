import type pg from 'pg'

// One transaction writes so many.
const CHUNK = 50_000

// Indexes that no constraint needs: to make each once at the end takes a third of the time.
const INDEXES = `
  select format('%I.%I', schemaname, indexname) as name, indexdef as definition from pg_indexes
  where schemaname = any($1)
    and not exists (select from pg_constraint where conindid = format('%I.%I', schemaname, indexname)::regclass)`

/**
 * Has what is numbered from 1 to `count` written in portions, each in a transaction, into tables that are in these schemas, and
 * has the tables analysed.
 */
export async function fillTables(
  client: pg.Client,
  schemas: readonly string[],
  count: number,
  write: (first: number, last: number) => Promise<void>,
): Promise<void> {
  await client.query('set synchronous_commit = off')
  const { rows: indexes } = await client.query<{ name: string; definition: string }>(INDEXES, [schemas])
  for (const { name } of indexes) await client.query(`drop index ${name}`)
  for (let first = 1; first <= count; first += CHUNK) {
    await client.query('begin')
    await write(first, Math.min(count, first + CHUNK - 1))
    await client.query('commit')
  }
  for (const { definition } of indexes) await client.query(definition)
  await client.query('vacuum analyze')
}
