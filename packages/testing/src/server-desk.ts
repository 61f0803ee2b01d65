/**
 * The one broker and the one database server of a test run. Each starts when a test file first asks for it, and ends
 * with the process that called `openServerDesk`.
 */
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { type PostgresServer, startPostgres } from './postgres.ts'
import { type BrokerUser, type SharedBroker, startSharedBroker } from './shared-broker.ts'
import { tempDir } from './temp-dir.ts'

export interface ServerDesk {
  readonly url: string
  /** Also stops the servers. */
  close(): Promise<void>
}

export async function openServerDesk(): Promise<ServerDesk> {
  let broker: Promise<SharedBroker> | undefined
  let postgres: Promise<PostgresServer> | undefined
  const answers: Record<string, (body: string) => Promise<string>> = {
    async '/broker'(body) {
      broker ??= startSharedBroker()
      const { url, openAccount } = await broker
      openAccount(JSON.parse(body) as BrokerUser[])
      return url
    },
    async '/database-server'() {
      postgres ??= startDatabaseServer()
      return (await postgres).url
    },
  }
  const desk = createServer((request, response) => {
    const answer = async () => answers[request.url ?? '']?.(await text(request)) ?? 'nothing is asked for'
    answer().then(
      (url) => response.end(url),
      (error) => response.writeHead(500).end(String(error)),
    )
  })
  desk.listen(0, '127.0.0.1')
  await once(desk, 'listening')
  return {
    url: `http://127.0.0.1:${(desk.address() as AddressInfo).port}`,
    async close() {
      desk.closeAllConnections()
      desk.close()
      await Promise.all([broker?.then((each) => each.stop()), postgres?.then((each) => each.stop())])
    },
  }
}

async function startDatabaseServer(): Promise<PostgresServer> {
  return startPostgres({ dir: await tempDir('shared-postgres'), settings: { fsync: 'off' } })
}
