import { randomBytes } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import {
  connectBus,
  createUserKey,
  exportsToIntegrators,
  inboxPrefixOf,
  integratorAccount,
  type NatsConnection,
  natsServerConfig,
  permissionsOf,
  provision,
  type UserKey,
} from '@tubepost/bus'
import { migrate } from '@tubepost/db'
import { type ServiceName, SERVICES } from '@tubepost/events'
import { applySetup, declarations, EXAMPLE_INTEGRATOR, schemas } from '@tubepost/installer'
import { noteLines } from '@tubepost/setup/file'
import { type NatsServer, type PostgresServer, startNats, startPostgres } from '@tubepost/testing'
import { keepRunning } from './keep-running.ts'
import { keyRingFile } from './key-ring-file.ts'
import type { ServiceProcess } from './service-process.ts'
import { type Parts, type ServicesOptions, startServices } from './start-services.ts'

/** All of Tubepost on this machine: broker, database and every service as a process of its own. */
export interface Installation {
  readonly url: string
  readonly token: string
  readonly nats: NatsServer
  readonly postgres: PostgresServer
  readonly processes: readonly ServiceProcess[]
  /**
   * Applies a set-up while the services run. Throws a SetupError with all that is wrong; then nothing has changed.
   * @returns things to know about it, a line each
   */
  apply(setupFile: string): Promise<readonly string[]>
  /** Holds the address of the database for the step `apply`. */
  readonly databaseUrlFile: string
  /** Key by which a program outside reads intents and facts, as the user `integrator`. */
  readonly integratorSeedFile: string
  /** Returns when every service can do its work. */
  untilReady(timeoutMs: number): Promise<void>
  stop(): Promise<void>
}

export interface InstallationOptions extends ServicesOptions {
  /** Holds everything: data, logs, pid files. */
  dir: string
  setupFile: string
  token?: string | undefined
  /** Certificate and key of the broker's TLS; the services then speak TLS, too. */
  brokerTls?: { caFile: string; certFile: string; keyFile: string }
  /** Off: what was acknowledged survives every process, but not the machine. Tests lose none. */
  fsync?: boolean
  /** Has broker and database started again when they end or no longer work; each time is told in a line. */
  sayOfServers?: ((line: string) => void) | undefined
  /** Runs when broker and database are what the services need, and before these start. */
  beforeServices?: (parts: { nats: NatsServer; postgres: PostgresServer; adminSeed: string }) => Promise<void>
}

const ADMIN = 'admin'
// Disk for all streams of an installation on one machine.
const STREAM_BYTES = 2 * 1024 ** 3
// Some thirty calls to the broker. When it comes back they are made at once; this is for a stream that somebody has deleted.
const PROVISION_EVERY_MS = 60_000
const PROVISION_AGAIN_MS = 1_000
const READY_POLL_MS = 100

const secret = () => randomBytes(24).toString('base64url')

export async function startInstallation(options: InstallationOptions): Promise<Installation> {
  mkdirSync(options.dir, { recursive: true })
  const passwords = new Map<string, string>(SERVICES.map((name) => [name, secret()]))
  const keys = new Map(SERVICES.map((name) => [name, createUserKey()]))
  const admin = createUserKey()
  const integrator = createUserKey()
  const integratorSeedFile = path.join(options.dir, 'integrator-nats-seed')
  writeFileSync(integratorSeedFile, `${integrator.seed}\n`, { mode: 0o600 })
  const token = options.token ?? secret()
  const gatewayToken = secret()
  const { setupFile, fsync = true } = options
  const keyFiles = {
    CREDENTIAL_KEYS: keyRingFile(options.dir, 'credential-keys'),
    SIGNING_KEYS: keyRingFile(options.dir, 'signing-keys'),
  }
  const releasers: (() => Promise<unknown>)[] = []
  const places = { environment: { ...process.env, ...options.environment }, servicesRunHere: true }
  const stop = async () => {
    for (const release of releasers.splice(0).toReversed()) await release()
  }
  try {
    const [nats, postgres] = await Promise.all([
      startNats({
        dir: path.join(options.dir, 'nats'),
        config: accounts(keys, admin, integrator) + tlsOf(options.brokerTls),
        syncAlways: fsync,
      }),
      startPostgres({ dir: path.join(options.dir, 'postgres'), settings: { fsync: fsync ? 'on' : 'off' } }),
    ])
    releasers.push(() => Promise.all([nats.stop(), postgres.stop()]))
    const databaseUrlFile = path.join(options.dir, 'database-admin-url')
    writeFileSync(databaseUrlFile, `${postgres.url}\n`, { mode: 0o600 })
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
    const apply = async (file: string) => noteLines(file, (await applySetup(file, places, postgres.url)).notes)
    await Promise.all([
      provisionOnce(connection),
      migrate(
        postgres.url,
        schemas.map((schema) => ({ ...schema, password: passwords.get(schema.name) ?? '' })),
      ),
    ])
    await options.beforeServices?.({ nats, postgres, adminSeed: admin.seed })
    await apply(setupFile)
    void keepProvisioned(connection, provisioning.signal)
    releasers.push(keepServers({ nats, postgres }, options))

    const parts: Parts = { nats, postgres, passwords, keys, token, gatewayToken, keyFiles }
    const starting = await startServices(parts, options)
    const started = await Promise.allSettled(starting)
    const processes = started.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []))
    releasers.push(() => Promise.all(processes.map((process_) => process_.stop())))
    for (const one of started) if (one.status === 'rejected') throw one.reason
    const url = `http://127.0.0.1:${options.httpPort}`
    return {
      url,
      token,
      nats,
      postgres,
      processes,
      apply,
      databaseUrlFile,
      integratorSeedFile,
      stop,
      untilReady: (timeoutMs) => untilReady(url, timeoutMs),
    }
  } catch (error) {
    await stop()
    throw error
  }
}

/** @returns what ends it */
function keepServers(
  { nats, postgres }: { nats: NatsServer; postgres: PostgresServer },
  { dir, sayOfServers: say }: InstallationOptions,
): () => Promise<void> {
  if (say === undefined) return async () => {}
  const kept = new AbortController()
  const log = (name: string, file: string) => ({ name, log: path.join(dir, file) })
  const keeping = Promise.all([
    keepRunning(
      {
        ...log('nats-server', 'nats/nats-server.log'),
        isRunning: () => nats.isRunning,
        // With a full disk it runs on, and takes no more messages (nats-server 2.15.1).
        works: () => answersOk(`${nats.monitorUrl}/healthz`),
        start: nats.start,
        stop: nats.stop,
      },
      say,
      kept.signal,
    ),
    keepRunning(
      {
        ...log('PostgreSQL', 'postgres/postgres.log'),
        isRunning: () => postgres.isRunning,
        works: async () => true, // it ends itself when it cannot go on
        start: postgres.start,
        stop: postgres.stop,
      },
      say,
      kept.signal,
    ),
  ])
  return async () => {
    kept.abort()
    await keeping
  }
}

async function answersOk(url: string): Promise<boolean> {
  try {
    return (await fetch(url)).ok
  } catch {
    return false
  }
}

function accounts(keys: ReadonlyMap<ServiceName, UserKey>, admin: UserKey, integrator: UserKey): string {
  const users = declarations.map((declaration) => ({
    name: declaration.name,
    publicKey: keys.get(declaration.name)?.publicKey ?? '',
    permissions: permissionsOf(declaration, inboxPrefixOf(declaration.name)),
  }))
  const integrators = {
    accounts: integratorAccount(EXAMPLE_INTEGRATOR, integrator.publicKey),
    exports: exportsToIntegrators(),
  }
  return natsServerConfig({ users, admin, integrators })
}

const tlsOf = (tls: InstallationOptions['brokerTls']): string =>
  tls === undefined
    ? ''
    : `tls { cert_file: ${JSON.stringify(tls.certFile)}, key_file: ${JSON.stringify(tls.keyFile)} }\n`

async function provisionOnce(connection: NatsConnection): Promise<void> {
  await provision(connection, declarations, {
    maxBytes: STREAM_BYTES,
    replicas: 1,
    integrators: [EXAMPLE_INTEGRATOR],
  })
}

/** A broker that comes back with an empty disk gets its streams anew; then the services publish again what it lost. */
async function keepProvisioned(connection: NatsConnection, signal: AbortSignal): Promise<void> {
  let back = Promise.withResolvers<void>()
  const hear = async () => {
    for await (const { type } of connection.status()) if (type === 'reconnect') back.resolve()
  }
  void hear()
  let isDone = true
  while (!signal.aborted) {
    const pause = delay(isDone ? PROVISION_EVERY_MS : PROVISION_AGAIN_MS, undefined, { signal, ref: false })
    await Promise.race([back.promise, pause.catch(() => {})])
    if (signal.aborted) return
    back = Promise.withResolvers()
    isDone = await provisionOnce(connection).then(
      () => true,
      () => false,
    )
  }
}

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
