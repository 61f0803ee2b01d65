import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ServiceName } from '@tubepost/events'
import { builtPrograms } from '@tubepost/programs'
import { CALLER_HEADERS } from '../src/index.ts'
import { freePort, type Program, startProgram, tempDir, waitUntil } from '@tubepost/testing'

export const ADMIN_TOKEN = 'token-of-the-tests'
export const GATEWAY_TOKEN = 'token-of-the-gateway'

/** Headers of a call that the gateway hands on for a caller with these scopes. */
export const asGateway = (...scopes: readonly string[]) => ({
  authorization: `Bearer ${GATEWAY_TOKEN}`,
  [CALLER_HEADERS.scopes]: scopes.join(' '),
})

export interface ReplicaOptions {
  readonly service: ServiceName
  /** Path of its main.ts. */
  readonly main: string
  readonly environment?: Readonly<Record<string, string>>
  /** Status of `/readyz` that means it has started; 200 by default. */
  readonly hasStarted?: (readiness: number) => boolean
}

export interface Replica extends Program {
  readonly url: string
  /** Folder of its log. */
  readonly dir: string
  log(): string
  /** Calls its API for the administrator: the console's with the token, another as the gateway does. A body that is no Buffer is sent as JSON. */
  ask(method: string, path: string, body?: unknown, headers?: Readonly<Record<string, string>>): Promise<Answer>
  /**
   * Tells it to stop, as a supervisor does; returns when it is no longer ready. It says so while it still has events
   * or mails in hand, and takes no new call after that.
   */
  beginDrain(): Promise<void>
  /** Opens an answer that stays open, such as an event stream. */
  open(path: string, headers?: Readonly<Record<string, string>>): Promise<Response>
}

export interface Answer {
  readonly status: number
  readonly body: unknown
}

export async function startReplica(options: ReplicaOptions, usual: Readonly<Record<string, string>>): Promise<Replica> {
  const { service, main, hasStarted = (status) => status === 200 } = options
  const dir = await tempDir(service)
  const port = String(await freePort())
  const url = `http://127.0.0.1:${port}`
  const program = await startProgram({
    name: service,
    command: process.execPath,
    args: await programOf(main),
    dir,
    env: {
      ...usual,
      HTTP_PORT: port,
      ...options.environment,
    },
    stopSignal: 'SIGTERM',
    async ready() {
      const readiness = await fetch(`${url}/readyz`).catch(() => undefined)
      return readiness !== undefined && hasStarted(readiness.status)
    },
  })
  const asAdmin = service === 'console' ? { authorization: `Bearer ${ADMIN_TOKEN}` } : asGateway('admin')
  return {
    ...program,
    get pid() {
      return program.pid
    },
    url,
    dir,
    log: () => readFileSync(join(dir, `${service}.log`), 'utf8'),
    async ask(method, path, body, headers = {}) {
      const isRaw = Buffer.isBuffer(body)
      const response = await fetch(`${url}${path}`, {
        method,
        headers: {
          ...asAdmin,
          ...(body !== undefined && !isRaw && { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body !== undefined && { body: isRaw ? new Uint8Array(body) : JSON.stringify(body) }),
      })
      const text = await response.text()
      return { status: response.status, body: text === '' ? null : (JSON.parse(text) as unknown) }
    },
    async beginDrain() {
      program.signal('SIGTERM')
      const status = async () => (await fetch(`${url}/readyz`).catch(() => undefined))?.status
      await waitUntil(async () => (await status()) !== 200, {
        timeoutMs: 10_000,
        what: `${service} to be no longer ready`,
      })
    },
    open: (path, headers = {}) => fetch(`${url}${path}`, { headers: { ...asAdmin, ...headers } }),
  }
}

/** A service runs as it does in production, as its built program. */
async function programOf(main: string): Promise<string[]> {
  const [, service] = /\/services\/([a-z]+)\/src\/main\.ts$/.exec(main) ?? []
  return service === undefined ? [main] : ['--enable-source-maps', join(await builtPrograms(), `${service}.js`)]
}
