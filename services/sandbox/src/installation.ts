import { randomBytes } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import {
  connectBus,
  createUserKey,
  inboxPrefixOf,
  type NatsConnection,
  natsServerConfig,
  permissionsOf,
  provision,
  type UserKey,
} from '@tubepost/bus'
import { migrate, roleOf } from '@tubepost/db'
import { type ServiceName, SERVICES } from '@tubepost/events'
import { declarations, mainOf, schemas } from '@tubepost/installer'
import { freePort, type NatsServer, type PostgresServer, startNats, startPostgres } from '@tubepost/testing'
import { credentialKeysFile } from './credential-keys.ts'
import { type ServiceProcess, startServiceProcess } from './service-process.ts'

/** All of Tubepost on this machine: broker, database and every service as a process of its own. */
export interface Installation {
  readonly url: string
  readonly token: string
  readonly nats: NatsServer
  readonly postgres: PostgresServer
  readonly processes: readonly ServiceProcess[]
  /** Returns when every service can do its work. */
  untilReady(timeoutMs: number): Promise<void>
  stop(): Promise<void>
}

export interface InstallationOptions {
  /** Holds everything: data, logs, pid files. */
  dir: string
  setupFile: string
  httpPort: number
  token?: string | undefined
  /** Replicas of each service; one where nothing is said. */
  replicas?: Partial<Record<ServiceName, number>>
  /** More environment for every service process. */
  environment?: Readonly<Record<string, string>>
  /** Certificate and key of the broker's TLS; the services then speak TLS, too. */
  brokerTls?: { caFile: string; certFile: string; keyFile: string }
  /** Off: what was acknowledged survives every process, but not the machine. Tests lose none. */
  fsync?: boolean
  /** Where the services are run from; another tree's for the mutations of `pnpm chaos`. */
  mainOf?: (service: ServiceName) => string
  /** Runs when broker and database are what the services need, and before these start. */
  beforeServices?: (parts: { nats: NatsServer; postgres: PostgresServer; adminSeed: string }) => Promise<void>
}

const ADMIN = 'admin'
// Disk for all streams of an installation on one machine.
const STREAM_BYTES = 2 * 1024 ** 3
const PROVISION_EVERY_MS = 1_000
const READY_POLL_MS = 100

const secret = () => randomBytes(24).toString('base64url')

export async function startInstallation(options: InstallationOptions): Promise<Installation> {
  mkdirSync(options.dir, { recursive: true })
  const passwords = new Map<string, string>(SERVICES.map((name) => [name, secret()]))
  const keys = new Map(SERVICES.map((name) => [name, createUserKey()]))
  const admin = createUserKey()
  const token = options.token ?? secret()
  const { setupFile, fsync = true } = options
  const keysFile = credentialKeysFile(options.dir)
  const releasers: (() => Promise<unknown>)[] = []
  const stop = async () => {
    for (const release of releasers.splice(0).toReversed()) await release()
  }
  try {
    const [nats, postgres] = await Promise.all([
      startNats({
        dir: path.join(options.dir, 'nats'),
        config: accounts(keys, admin) + tlsOf(options.brokerTls),
        syncAlways: fsync,
      }),
      startPostgres({ dir: path.join(options.dir, 'postgres'), settings: { fsync: fsync ? 'on' : 'off' } }),
    ])
    releasers.push(() => Promise.all([nats.stop(), postgres.stop()]))
    const connection = await connectBus({
      servers: nats.url,
      user: ADMIN,
      seed: admin.seed,
      caFile: options.brokerTls?.caFile,
      onStatus: () => {},
    })
    const provisioning = new AbortController()
    releasers.push(async () => {
      provisioning.abort()
      await connection.close()
    })
    await Promise.all([
      provisionOnce(connection),
      migrate(
        postgres.url,
        schemas.map((schema) => ({ ...schema, password: passwords.get(schema.name) ?? '' })),
      ),
    ])
    await options.beforeServices?.({ nats, postgres, adminSeed: admin.seed })
    void keepProvisioned(connection, provisioning.signal)

    const ports = new Map<ServiceName, number>()
    for (const name of SERVICES) ports.set(name, name === 'console' ? options.httpPort : await freePort())
    const starting = SERVICES.flatMap((name) =>
      Array.from({ length: options.replicas?.[name] ?? 1 }, async (_, replica) =>
        startServiceProcess({
          name: replica === 0 ? name : `${name}-${replica + 1}`,
          main: (options.mainOf ?? mainOf)(name),
          dir: path.join(options.dir, 'services'),
          port: replica === 0 ? (ports.get(name) ?? 0) : await freePort(),
          environment: {
            ...environmentOf(name, { nats, postgres, passwords, keys, token, ports, setupFile, keysFile }),
            ...(options.brokerTls && { NATS_CA_FILE: options.brokerTls.caFile }),
            ...options.environment,
          },
        }),
      ),
    )
    const started = await Promise.allSettled(starting)
    const processes = started.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []))
    releasers.push(() => Promise.all(processes.map((process_) => process_.stop())))
    for (const one of started) if (one.status === 'rejected') throw one.reason
    const url = `http://127.0.0.1:${options.httpPort}`
    return { url, token, nats, postgres, processes, stop, untilReady: (timeoutMs) => untilReady(url, timeoutMs) }
  } catch (error) {
    await stop()
    throw error
  }
}

function accounts(keys: ReadonlyMap<ServiceName, UserKey>, admin: UserKey): string {
  const users = declarations.map((declaration) => ({
    name: declaration.name,
    publicKey: keys.get(declaration.name)?.publicKey ?? '',
    permissions: permissionsOf(declaration, inboxPrefixOf(declaration.name)),
  }))
  return natsServerConfig({ users, admin })
}

const tlsOf = (tls: InstallationOptions['brokerTls']): string =>
  tls === undefined
    ? ''
    : `tls { cert_file: ${JSON.stringify(tls.certFile)}, key_file: ${JSON.stringify(tls.keyFile)} }\n`

async function provisionOnce(connection: NatsConnection): Promise<void> {
  await provision(connection, declarations, { maxBytes: STREAM_BYTES, replicas: 1 })
}

/** A broker that comes back with an empty disk gets its streams anew; then the services publish again what it lost. */
async function keepProvisioned(connection: NatsConnection, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await delay(PROVISION_EVERY_MS, undefined, { signal, ref: false }).catch(() => {})
    if (!signal.aborted) await provisionOnce(connection).catch(() => {})
  }
}

interface Parts {
  nats: NatsServer
  postgres: PostgresServer
  passwords: ReadonlyMap<string, string>
  keys: ReadonlyMap<ServiceName, UserKey>
  token: string
  ports: ReadonlyMap<ServiceName, number>
  setupFile: string
  keysFile: string
}

function environmentOf(name: ServiceName, parts: Parts): Record<string, string> {
  const password = parts.passwords.get(name) ?? ''
  const database = new URL(parts.postgres.url)
  database.username = roleOf(name)
  database.password = password
  const urlOf = (service: ServiceName) => `http://127.0.0.1:${parts.ports.get(service)}`
  return {
    // Passwords of mailboxes may come from the environment, so the services get all of it.
    ...Object.fromEntries(
      Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined),
    ),
    NATS_URL: parts.nats.url,
    NATS_SEED: parts.keys.get(name)?.seed ?? '',
    DATABASE_URL: database.href,
    ADMIN_TOKEN: parts.token,
    SETUP_FILE: parts.setupFile,
    ...(name === 'fetcher' && !hasOwnKeys() ? { CREDENTIAL_KEYS_FILE: parts.keysFile } : {}),
    ...(name === 'console' &&
      Object.fromEntries(SERVICES.map((service) => [`${service.toUpperCase()}_URL`, urlOf(service)]))),
  }
}

const hasOwnKeys = () => ['CREDENTIAL_KEYS', 'CREDENTIAL_KEYS_FILE'].some((name) => process.env[name] !== undefined)

async function untilReady(url: string, timeoutMs: number): Promise<void> {
  const deadline = performance.now() + timeoutMs
  let last = 'no answer'
  while (performance.now() < deadline) {
    try {
      const response = await fetch(`${url}/readyz`)
      if (response.ok) return
      last = await response.text()
    } catch {
      // Not listening yet.
    }
    await delay(READY_POLL_MS)
  }
  throw new Error(`The installation is not ready: ${last}`)
}
