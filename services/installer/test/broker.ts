import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { connectBus, type NatsConnection } from '@tubepost/bus'
import { freePort, type Program, startProgram } from '@tubepost/testing'

export const DEPLOY = new URL('../../../deploy', import.meta.url).pathname

export interface Broker {
  readonly name: string
  readonly port: number
  readonly url: string
  readonly monitorUrl: string
  readonly program: Program
  stop(): Promise<void>
}

export interface BrokerFiles {
  /** The folder that holds everything of this server. */
  readonly dir: string
  /** The folder `nats` of make-secrets; read where it is, as it is mounted in a container. */
  readonly keys: string
  /** The configuration to start with, from deploy/nats. */
  readonly config?: string
}

/** The broker of an installation on this machine: its configuration as it stands, but for addresses, ports and folders. */
export async function startBroker({ dir, keys, config = 'nats.conf' }: BrokerFiles): Promise<Broker> {
  const ports = await writeBrokerConfig(dir, keys)
  const name = path.basename(dir)
  return startServer({ name, dir, args: ['--config', path.join(dir, 'tubepost', config)], ...ports })
}

/** Writes the files of deploy/nats as the image has them, for this machine. */
export async function writeBrokerConfig(dir: string, keys: string): Promise<{ port: number; monitorPort: number }> {
  const [port, monitorPort] = [await freePort(), await freePort()]
  cpSync(path.join(DEPLOY, 'nats'), path.join(dir, 'tubepost'), { recursive: true })
  const edit = (file: string, pairs: readonly (readonly [from: string, to: string])[]) => {
    const target = path.join(dir, 'tubepost', file)
    writeFileSync(target, replaced(readFileSync(target, 'utf8'), pairs))
  }
  edit('nats.conf', [
    ['0.0.0.0:4222', `127.0.0.1:${port}`],
    ['0.0.0.0:8222', `127.0.0.1:${monitorPort}`],
    ['store_dir: /data', `store_dir: ${JSON.stringify(path.join(dir, 'data'))}`],
  ])
  edit('tls.conf', [['/etc/nats/keys/', `${keys}/`]])
  // nats-server reads an include below the folder of its own file, whatever it says; and the folder as it stands later.
  symlinkSync(keys, path.join(dir, 'keys'))
  return { port, monitorPort }
}

export async function startServer(options: {
  name: string
  dir: string
  args: readonly string[]
  port: number
  monitorPort: number
  env?: Readonly<Record<string, string>>
}): Promise<Broker> {
  const { name, dir, args, port, monitorPort, env = {} } = options
  mkdirSync(dir, { recursive: true })
  const monitorUrl = `http://127.0.0.1:${monitorPort}`
  const program = await startProgram({
    name,
    command: process.env['TUBEPOST_NATS_BIN'] ?? 'nats-server',
    args,
    dir,
    env: { SERVER_NAME: name, ...env },
    stopSignal: 'SIGTERM',
    // As the startupProbe asks; several can say yes only together.
    ready: async () => (await fetch(`${monitorUrl}/healthz`).catch(() => undefined))?.ok ?? false,
  })
  return { name, port, url: `nats://127.0.0.1:${port}`, monitorUrl, program, stop: program.stop }
}

/** Under the key that make-secrets made for the user. */
export function connectWith(
  secrets: string,
  user: string,
  servers: string,
  {
    caFile,
    onStatus = () => {},
  }: { caFile?: string; onStatus?: (status: { type: string; detail: string }) => void } = {},
): Promise<NatsConnection> {
  const seed = readFileSync(path.join(secrets, `${user}-nats-seed`), 'utf8').trim()
  return connectBus({ servers, user, seed, caFile, onStatus })
}

export function replaced(text: string, pairs: readonly (readonly [from: string, to: string])[]): string {
  return pairs.reduce((before, [from, to]) => {
    if (!before.includes(from)) throw new Error(`the configuration has no ${from} any more`)
    return before.replaceAll(from, to)
  }, text)
}
