import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Pool } from '@tubepost/db'
import { organisation, people, type Person, SERVICES } from '@tubepost/events'
import { CALLER_HEADERS, declarationOf } from '@tubepost/service'
import { type Replica, startTestbed, type Testbed } from '@tubepost/service/testing'
import { service } from '../src/service.ts'

/** The services behind the gateway. */
export const BEHIND = SERVICES.filter((name) => name !== 'console')

/** A set-up without anybody and anything, for tests of its other parts. */
export const NO_ENTRIES = { people: [], statuses: [], mailboxes: [] }

/** A call that the service behind breaks off. */
export const BROKEN_OFF = '/api/status/broken-off'

/** A call that the service behind does not answer. */
export const UNANSWERED = '/api/status/unanswered'

/** Ids of people, and their roles. */
export const ROLE_OF = { ana: 'user', rita: 'receptionist', max: 'manager', gil: 'agent', boss: 'admin' } as const

/** Everybody, as reference data. */
export const peopleIn = (roles: Readonly<Record<string, string>>): [id: string, person: Person][] =>
  Object.entries(roles).map(([id, role]) => [
    id,
    { ...people.example, id, name: nameOf(id), addresses: [`${id}@example.com`], role },
  ])

const nameOf = (id: string): string => `${id.charAt(0).toUpperCase()}${id.slice(1)} Example`

/** A call as the gateway handed it on to the service behind it. */
export type HandedOn = Pick<IncomingMessage, 'method' | 'url' | 'headers'>

/** Real servers and the console; one server stands for the services behind its gateway, and answers with the call it got. */
export interface Installation extends Testbed {
  readonly console: Replica
  /** The journal's tables. */
  readonly pool: Pool
  readonly handedOn: HandedOn[]
  /** Metrics of the services behind, as Prometheus would read them. */
  readonly shown: { metrics: string }
  /** Answers of the services behind to calls that the console makes by itself, by path. */
  readonly told: Map<string, object>
  /** Calls of `UNANSWERED` that the gateway has ended. */
  readonly gaveUp: string[]
}

export async function startInstallation(environment: Readonly<Record<string, string>> = {}): Promise<Installation> {
  const testbed = await startTestbed({
    declarations: [declarationOf(service)],
    schemas: [{ name: 'console', migrations: new URL('../migrations', import.meta.url).pathname }],
  })
  await testbed.putReference(people, peopleIn(ROLE_OF))
  await testbed.putReference(organisation, [['organisation', organisation.example]])
  const handedOn: HandedOn[] = []
  const gaveUp: string[] = []
  const shown = { metrics: '' }
  const told = new Map<string, object>()
  const behind = createServer((request, response) => {
    const { method, url, headers } = request
    const own = told.get(url ?? '')
    // The console's own questions carry no caller.
    if (headers[CALLER_HEADERS.token] !== undefined) handedOn.push({ method, url, headers })
    if (url === UNANSWERED) return void response.once('close', () => void gaveUp.push(url))
    if (url === '/metrics') return void response.end(shown.metrics)
    if (url === BROKEN_OFF) return void request.destroy()
    const isLedger = url?.startsWith('/api/fetcher/ledger') === true
    // No service answers with this type, so nobody takes it for an answer of the API.
    response.setHeader('content-type', isLedger ? 'application/json' : 'application/vnd.behind+json')
    response.setHeader('set-cookie', 'tubepost=theirs')
    const answer = own ?? (isLedger ? { counts: [] } : { ready: true })
    return void request.resume().once('end', () => response.end(JSON.stringify(answer)))
  })
  await new Promise<void>((resolve) => behind.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(behind.address() as AddressInfo).port}`
  const replica = await testbed.start({
    service: 'console',
    main: new URL('../src/main.ts', import.meta.url).pathname,
    environment: {
      ...Object.fromEntries(BEHIND.map((name) => [`${name.toUpperCase()}_URL`, url])),
      ...environment,
    },
  })
  return {
    ...testbed,
    console: replica,
    pool: testbed.poolOf('console'),
    handedOn,
    shown,
    told,
    gaveUp,
    async stop() {
      await testbed.stop()
      behind.closeAllConnections()
      behind.close()
    },
  }
}
