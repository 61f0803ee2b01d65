import { createHash, randomBytes } from 'node:crypto'
import { Client } from 'pg'

export type FreshDatabase = {
  readonly url: string
  readonly name: string
  /** Ends every connection to it, too. */
  drop(): Promise<void>
}

/** A database with contents, made once on each server and copied for each test file that needs one like it. */
export type Model = {
  /** Identifies the model: everything that `fill` depends on. */
  readonly key: unknown
  /** Fills the empty database at this address. No other model of the server is made at the same time. */
  readonly fill: (url: string) => Promise<unknown>
}

/** Taken in the database `postgres`, as one lock for the whole server. */
const MODELS_LOCK = 7_241_866

/** A database of its own for a test file: empty, or a copy of the model. */
export async function freshDatabase(postgres: { readonly url: string }, model?: Model): Promise<FreshDatabase> {
  const name = `test_${randomBytes(6).toString('hex')}`
  await asSuperuser(postgres.url, async (client) => {
    const template = model === undefined ? 'template1' : await makeOnce(client, postgres.url, model)
    await client.query(`create database ${name} template ${template}`)
  })
  return {
    url: urlOf(postgres.url, name),
    name,
    drop: () => asSuperuser(postgres.url, (client) => client.query(`drop database if exists ${name} with (force)`)),
  }
}

async function makeOnce(client: Client, url: string, { key, fill }: Model): Promise<string> {
  const name = `model_${createHash('sha256').update(JSON.stringify(key)).digest('hex').slice(0, 12)}`
  await client.query('select pg_advisory_lock($1)', [MODELS_LOCK])
  const { rowCount } = await client.query('select 1 from pg_database where datname = $1', [name])
  if (rowCount === 0) {
    const unfinished = `${name}_unfinished`
    await client.query(`drop database if exists ${unfinished}`)
    await client.query(`create database ${unfinished}`)
    await fill(urlOf(url, unfinished))
    await client.query(`alter database ${unfinished} rename to ${name}`)
  }
  await client.query('select pg_advisory_unlock($1)', [MODELS_LOCK])
  return name
}

function urlOf(server: string, database: string): string {
  const url = new URL(server)
  url.pathname = `/${database}`
  return url.href
}

async function asSuperuser(url: string, work: (client: Client) => Promise<unknown>): Promise<void> {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    await work(client)
  } finally {
    await client.end()
  }
}
