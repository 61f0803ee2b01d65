/** A test file's part in the servers that all files of its run share: an account of the broker, databases. */

import type { BrokerUser } from './shared-broker.ts'

/** Names the run's desk to its workers. */
export const DESK_VARIABLE = 'TUBEPOST_SERVER_DESK'

/**
 * The run's broker, with one more account, for these users. Its streams and durables are seen by nobody else; delete them
 * when they are no longer needed.
 */
export async function sharedNats(users: readonly BrokerUser[]): Promise<{ readonly url: string }> {
  return { url: await ask('broker', JSON.stringify(users)) }
}

/** The run's database server, as its superuser; see `freshDatabase`. Roles are those of all databases. */
export async function sharedPostgres(): Promise<{ readonly url: string }> {
  return { url: await ask('database-server', '') }
}

async function ask(what: string, body: string): Promise<string> {
  const desk = process.env[DESK_VARIABLE]
  if (desk === undefined) throw new Error(`no ${DESK_VARIABLE}: packages/testing/server-desk.ts is no globalSetup here`)
  const answer = await fetch(`${desk}/${what}`, { method: 'POST', body })
  const said = await answer.text()
  if (!answer.ok) throw new Error(`the shared ${what} cannot be had: ${said}`)
  return said
}
