/**
 * A real nats-server with JetStream on 127.0.0.1. The binary comes from the bootstrap (TUBEPOST_NATS_BIN) or from PATH;
 * with TEST_INFRA=containers it is the public image's.
 */
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { freePort } from './free-port.ts'
import { infra } from './infra.ts'
import { startProgram } from './program.ts'

export type NatsOptions = {
  /**
   * Folder of the configuration, the log, the pid file and the store; survives stop() and is used again by the next
   * start.
   */
  readonly dir: string
  readonly port?: number
  /** Configuration text after ours: accounts, users, limits. */
  readonly config?: string
  /** Whether every acknowledged message is on the disk. Off only where a measurement asks for the cost of it. */
  readonly syncAlways?: boolean
  /**
   * The most that streams may reserve on the disk, as nats-server writes it: '1TB'. By default three quarters of the
   * free space.
   */
  readonly maxStore?: string
}

export type NatsServer = {
  readonly url: string
  readonly port: number
  readonly pid: number
  readonly isRunning: boolean
  readonly monitorUrl: string
  /** As the server reports it: '2.15.1'. */
  readonly version: string
  /** Sends SIGKILL, or the given signal. Returns when the process is gone; with SIGSTOP and SIGCONT, at once. */
  kill(signal?: NodeJS.Signals): Promise<void>
  /** Starts it again on the same port and store. */
  start(): Promise<void>
  /** The disk is lost: kills the server and removes its store. `start()` then begins with an empty one. */
  wipe(): Promise<void>
  stop(): Promise<void>
}

const IMAGE = 'nats:2.15-alpine'

export async function startNats(options: NatsOptions): Promise<NatsServer> {
  const where = infra() === 'containers' ? { image: IMAGE, command: 'nats-server' } : { command: natsBinary() }
  const port = options.port ?? (await freePort())
  const monitorPort = await freePort()
  const monitorUrl = `http://127.0.0.1:${monitorPort}`
  const store = join(options.dir, 'jetstream')
  const configFile = join(options.dir, 'nats.conf')

  mkdirSync(options.dir, { recursive: true })
  writeFileSync(
    configFile,
    `server_name: "tubepost-${port}"
listen: "127.0.0.1:${port}"
http: "127.0.0.1:${monitorPort}"
jetstream {
  store_dir: ${JSON.stringify(store)}
  ${options.syncAlways === false ? '' : 'sync_interval: always'}
  ${options.maxStore === undefined ? '' : `max_file_store: ${options.maxStore}`}
}
${options.config ?? ''}
`,
  )

  const program = await startProgram({
    name: 'nats-server',
    ...where,
    args: ['--config', configFile],
    dir: options.dir,
    stopSignal: 'SIGTERM',
    ready: () => answers(`${monitorUrl}/healthz`),
  })

  return {
    url: `nats://127.0.0.1:${port}`,
    port,
    monitorUrl,
    version: await versionOf(monitorUrl),
    get pid() {
      return program.pid
    },
    get isRunning() {
      return program.isRunning
    },
    kill: program.kill,
    start: program.start,
    stop: program.stop,
    async wipe() {
      await program.kill()
      rmSync(store, { recursive: true, force: true })
    },
  }
}

function natsBinary(): string {
  const told = process.env['TUBEPOST_NATS_BIN']
  if (told !== undefined && told !== '') return told
  const bootstrapped = join(import.meta.dirname, '../../../.tools/bin')
  const folders = [bootstrapped, ...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin']
  const found = folders.map((folder) => join(folder, 'nats-server')).find((file) => existsSync(file))
  if (found === undefined) {
    throw new Error('no nats-server in .tools/bin or on PATH: run npm test or npm start once, or set TUBEPOST_NATS_BIN')
  }
  return found
}

async function answers(url: string): Promise<boolean> {
  try {
    return (await fetch(url)).ok
  } catch {
    return false // not listening yet
  }
}

async function versionOf(monitorUrl: string): Promise<string> {
  const answer: unknown = await (await fetch(`${monitorUrl}/varz`)).json()
  if (typeof answer === 'object' && answer !== null && 'version' in answer) return String(answer.version)
  throw new Error(`${monitorUrl}/varz names no version`)
}
