import { type Pool, rows, type Statement, type Tx } from './pool.ts'

const NOTED: Statement = {
  name: 'streamLife.noted',
  text: 'select generation from stream_life where rows = $1 and stream = $2',
}

/** The life of the stream that these rows were last held against; undefined where none is noted. */
export async function notedLife(pool: Pool, which: string, stream: string): Promise<string | undefined> {
  const [life] = await rows<{ generation: string }>(pool, NOTED, [which, stream])
  return life?.generation
}

const NOTE: Statement = {
  name: 'streamLife.note',
  text: `insert into stream_life (rows, stream, generation) values ($1, $2, $3)
         on conflict (rows, stream) do update set generation = excluded.generation`,
}

/** Notes that the rows were held against this life of the stream. */
export async function noteLife(pool: Pool, which: string, stream: string, generation: string): Promise<void> {
  await rows(pool, NOTE, [which, stream, generation])
}

const FORGET: Statement = { name: 'streamLife.forget', text: 'delete from stream_life' }

/** After this all rows are held against the streams again, because the tables are of an earlier time. */
export async function forgetLives(tx: Tx): Promise<void> {
  await rows(tx, FORGET)
}
