import { randomBytes } from 'node:crypto'
import { Client } from 'pg'

export type FreshDatabase = {
  readonly url: string
  readonly name: string
  /** Ends whatever is still connected to it. */
  drop(): Promise<void>
}

/** An empty database of its own for a test file. */
export async function freshDatabase(postgres: { readonly url: string }): Promise<FreshDatabase> {
  const name = `test_${randomBytes(6).toString('hex')}`
  await run(postgres.url, `create database ${name}`)
  const url = new URL(postgres.url)
  url.pathname = `/${name}`
  return { url: url.href, name, drop: () => run(postgres.url, `drop database if exists ${name} with (force)`) }
}

async function run(url: string, statement: string): Promise<void> {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    await client.query(statement)
  } finally {
    await client.end()
  }
}
