import { setTimeout as delay } from 'node:timers/promises'
import { type Program, startProgram } from '@tubepost/testing'

export interface ServiceProcess {
  readonly name: string
  readonly port: number
  readonly pid: number
  /** SIGKILL unless told otherwise. It is started again, as an orchestrator would. */
  kill(signal?: NodeJS.Signals): Promise<void>
  /** Environment of the next start, over the usual one. */
  setEnvironment(environment: Readonly<Record<string, string>>): void
  stop(): Promise<void>
}

export interface ServiceProcessOptions {
  name: string
  /** The program's file and its arguments. */
  program: readonly string[]
  dir: string
  port: number
  /** Most memory of the old generation. */
  heapMb: number
  environment: Readonly<Record<string, string>>
}

// A smaller young generation costs CPU, a larger one memory.
const FLAGS = ['--max-semi-space-size=6', '--enable-source-maps']
const WATCH_MS = 200
const RESTART_MS = 500

/** One service, or all of them, as a process of its own, started again whenever it ends. */
export async function startServiceProcess(options: ServiceProcessOptions): Promise<ServiceProcess> {
  const environment: Record<string, string> = { ...options.environment, HTTP_PORT: String(options.port) }
  const program = await startProgram({
    name: options.name,
    command: process.execPath,
    args: [`--max-old-space-size=${options.heapMb}`, ...FLAGS, ...options.program],
    dir: options.dir,
    env: environment,
    stopSignal: 'SIGTERM',
    ready: () => answers(`http://127.0.0.1:${options.port}/livez`),
  })
  let stopped = false
  const supervising = supervise(program, () => stopped)
  return {
    name: options.name,
    port: options.port,
    get pid() {
      return program.pid
    },
    kill: (signal) => program.kill(signal),
    setEnvironment(next) {
      for (const key of Object.keys(environment)) delete environment[key]
      Object.assign(environment, options.environment, { HTTP_PORT: String(options.port) }, next)
    },
    async stop() {
      stopped = true
      await program.stop()
      await supervising
      await program.stop()
    },
  }
}

async function supervise(program: Program, isStopped: () => boolean): Promise<void> {
  while (!isStopped()) {
    await delay(WATCH_MS)
    if (isStopped()) return
    // Has no effect while it runs. A start that fails (the database does not answer) is tried again.
    await program.start().catch(() => delay(RESTART_MS))
  }
}

async function answers(url: string): Promise<boolean> {
  try {
    return (await fetch(url)).ok
  } catch {
    return false
  }
}
