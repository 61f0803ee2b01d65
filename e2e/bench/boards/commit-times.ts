import pg from 'pg'

/** When a status was committed, in milliseconds since 1970: the database itself tells it, at the commit. */
export async function commitTimes(databaseUrl: string): Promise<{
  of: (tag: string) => number | undefined
  close: () => Promise<void>
}> {
  const times = new Map<string, number>()
  const client = new pg.Client({ connectionString: databaseUrl })
  client.on('error', () => {}) // the database may go first, where the run has failed
  await client.connect()
  await client.query(`
    create function status.tell_bench() returns trigger language plpgsql as
      $$ begin perform pg_notify('bench', new.comment); return null; end $$;
    create trigger tell_bench after insert on status.history for each row execute function status.tell_bench();
    listen bench`)
  client.on('notification', ({ payload = '' }) => void times.set(payload, performance.timeOrigin + performance.now()))
  return { of: (tag) => times.get(tag), close: () => client.end() }
}
