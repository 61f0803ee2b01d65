import path from 'node:path'
import type { UserKey } from '@tubepost/bus'
import { roleOf } from '@tubepost/db'
import { type ServiceName, SERVICES } from '@tubepost/events'
import { builtPrograms } from '@tubepost/programs'
import { freePort, type NatsServer, type PostgresServer } from '@tubepost/testing'
import { type ServiceProcess, startServiceProcess } from './service-process.ts'

/** The servers, and the credentials of all services. */
export interface Parts {
  nats: NatsServer
  postgres: PostgresServer
  passwords: ReadonlyMap<string, string>
  keys: ReadonlyMap<ServiceName, UserKey>
  token: string
  gatewayToken: string
  keyFiles: Readonly<Record<KeyRingVariable, string>>
}

export interface ServicesOptions {
  /** Folder of the installation; logs and pid files of the services are in `services` there. */
  dir: string
  /** Port of the console, the door of all. */
  httpPort: number
  /** All services in one process, which is named `tubepost`. */
  small?: boolean
  /** Replicas of each service; one where nothing is said. Not of the one process. */
  replicas?: Partial<Record<ServiceName, number>>
  /** More environment for every service process. */
  environment?: Readonly<Record<string, string>>
  brokerTls?: { caFile: string }
  /** Where the services are run from instead of their built programs; another tree's for the mutations of `pnpm chaos`. */
  mainOf?: (service: ServiceName) => string
}

type Ports = ReadonlyMap<ServiceName, number>
type KeyRingVariable = 'CREDENTIAL_KEYS' | 'SIGNING_KEYS'

// Keep a service within a container of 150 MB, and all of them in one process within 270.
const HEAP_MB = 96
const SMALL_HEAP_MB = 160
// The threads of Node and V8 share one arena of glibc's (mallopt(3)): each of their own would keep free what it once needed, ten
// megabytes a service.
const ONE_ARENA = { MALLOC_ARENA_MAX: '1' }

/** Starts a process for each service and replica, or one for all of them. */
export async function startServices(parts: Parts, options: ServicesOptions): Promise<Promise<ServiceProcess>[]> {
  const ports = new Map<ServiceName, number>()
  for (const name of SERVICES) ports.set(name, name === 'console' ? options.httpPort : await freePort())
  const dir = path.join(options.dir, 'services')
  const usual: Record<string, string> = {
    ...ONE_ARENA,
    // Passwords of mailboxes may come from the environment, so the services get all of it.
    ...Object.fromEntries(
      Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined),
    ),
    ...(options.brokerTls && { NATS_CA_FILE: options.brokerTls.caFile }),
    NATS_URL: parts.nats.url,
    GATEWAY_TOKEN: parts.gatewayToken,
    ...options.environment,
  }
  if (options.small === true) {
    const own = SERVICES.flatMap((name) =>
      Object.entries({ ...environmentOf(name, parts, ports), HTTP_PORT: String(ports.get(name)) }).map(
        ([variable, value]) => [`${name.toUpperCase()}_${variable}`, value],
      ),
    )
    const program = [path.join(await builtPrograms(), 'installer.js'), 'services']
    const environment = { ...usual, ...Object.fromEntries(own) }
    return [
      startServiceProcess({
        name: 'tubepost',
        program,
        dir,
        port: options.httpPort,
        heapMb: SMALL_HEAP_MB,
        environment,
      }),
    ]
  }
  const folder = options.mainOf === undefined ? await builtPrograms() : ''
  const mainOf = options.mainOf ?? ((name) => path.join(folder, `${name}.js`))
  return SERVICES.flatMap((name) =>
    Array.from({ length: options.replicas?.[name] ?? 1 }, async (_, replica) =>
      startServiceProcess({
        name: replica === 0 ? name : `${name}-${replica + 1}`,
        program: [mainOf(name)],
        dir,
        port: replica === 0 ? (ports.get(name) ?? 0) : await freePort(),
        heapMb: HEAP_MB,
        environment: { ...usual, ...environmentOf(name, parts, ports), ...options.environment },
      }),
    ),
  )
}

/** The credentials and places of one service. */
function environmentOf(name: ServiceName, parts: Parts, ports: Ports): Record<string, string> {
  const database = new URL(parts.postgres.url)
  database.username = roleOf(name)
  database.password = parts.passwords.get(name) ?? ''
  const urlOf = (service: ServiceName) => `http://127.0.0.1:${ports.get(service)}`
  return {
    NATS_SEED: parts.keys.get(name)?.seed ?? '',
    DATABASE_URL: database.href,
    ...(name === 'fetcher' && keyFileOf('CREDENTIAL_KEYS', parts)),
    ...((name === 'parser' || name === 'notifier') && keyFileOf('SIGNING_KEYS', parts)),
    ...(name === 'console' && {
      ADMIN_TOKEN: parts.token,
      ...Object.fromEntries(SERVICES.map((service) => [`${service.toUpperCase()}_URL`, urlOf(service)])),
    }),
  }
}

/** The data folder's, unless the environment has keys of its own. */
function keyFileOf(variable: KeyRingVariable, { keyFiles }: Parts): Record<string, string> {
  const isGiven = [variable, `${variable}_FILE`].some((name) => process.env[name] !== undefined)
  return isGiven ? {} : { [`${variable}_FILE`]: keyFiles[variable] }
}
