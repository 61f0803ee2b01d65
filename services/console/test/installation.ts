import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Pool } from '@tubepost/db'
import { people } from '@tubepost/events'
import { declarationOf } from '@tubepost/service'
import { type Replica, startTestbed, type Testbed } from '@tubepost/service/testing'
import { service } from '../src/service.ts'

/** Calls that the console makes by itself: for its probe and its metrics. */
const OWN_CALLS = ['/readyz', '/api/fetcher/ledger']

/** A call as the gateway handed it on to the service behind it. */
export type HandedOn = Pick<IncomingMessage, 'method' | 'url' | 'headers'>

/** Real servers and the console; one server stands for the services behind its gateway, and answers with the call it got. */
export interface Installation extends Testbed {
  readonly console: Replica
  /** The journal's tables. */
  readonly pool: Pool
  readonly handedOn: HandedOn[]
}

export async function startInstallation(environment: Readonly<Record<string, string>> = {}): Promise<Installation> {
  const testbed = await startTestbed({
    declarations: [declarationOf(service)],
    schemas: [{ name: 'console', migrations: new URL('../migrations', import.meta.url).pathname }],
  })
  await testbed.putReference(people, [['ana', { ...people.example, id: 'ana' }]])
  const handedOn: HandedOn[] = []
  const behind = createServer((request, response) => {
    const { method, url, headers } = request
    if (!OWN_CALLS.includes(url ?? '')) handedOn.push({ method, url, headers })
    response.setHeader('content-type', 'application/json')
    response.end(JSON.stringify(url?.startsWith('/api/fetcher/ledger') === true ? { counts: [] } : { ready: true }))
  })
  await new Promise<void>((resolve) => behind.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(behind.address() as AddressInfo).port}`
  const replica = await testbed.start({
    service: 'console',
    main: new URL('../src/main.ts', import.meta.url).pathname,
    environment: { FETCHER_URL: url, PARSER_URL: url, STATUS_URL: url, NOTIFIER_URL: url, ...environment },
  })
  return {
    ...testbed,
    console: replica,
    pool: testbed.poolOf('console'),
    handedOn,
    async stop() {
      await testbed.stop()
      behind.closeAllConnections()
      behind.close()
    },
  }
}
