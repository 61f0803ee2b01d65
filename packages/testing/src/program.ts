/**
 * A real program as a child process or, with an image, in a container: started, killed, started again, and never left
 * behind.
 *
 * Guarantees. Each program leads a process group of its own, so the Ctrl-C of a terminal does not reach it and its
 * owner decides when it ends. None outlives its owner: on exit it is killed at once, and when the owner itself was
 * killed with SIGKILL a guard (a shell that reads from a pipe of the owner) ends it. A program that the guard missed
 * is ended by its pid file at the next start in the same folder. All of it by the pid on this machine, which a
 * container's main process has too.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { guard } from './guard.ts'
import { type Launched, type ProgramSpec, READY_TIMEOUT_MS } from './program-spec.ts'
import { isAlive, send, signalTree, startTime } from './process-tree.ts'
import { waitUntil } from './wait-until.ts'

export type Program = {
  readonly pid: number
  readonly isRunning: boolean
  /** Sends the signal to the program and all its descendants; if the signal ends them, returns when they are gone. */
  kill(signal?: NodeJS.Signals): Promise<void>
  /** Sends the signal to the program alone, as a supervisor does. */
  signal(signal: NodeJS.Signals): void
  /**
   * Resolves when it has ended: with its exit code, or null where a signal ended it or a container does not report
   * it.
   */
  ended(): Promise<number | null>
  /** Starts it again with the same arguments. No effect while it runs. */
  start(): Promise<void>
  /** Asks it to end, kills it after ten seconds, and returns when nothing is left. */
  stop(): Promise<void>
}

const STOP_TIMEOUT_MS = 10_000
const REAPED_TIMEOUT_MS = 5_000
// Longer than any program here may take to end.
const ENDED_TIMEOUT_MS = 40_000
const NOT_ENDING: ReadonlySet<string> = new Set(['SIGSTOP', 'SIGCONT', 'SIGHUP', 'SIGUSR1', 'SIGUSR2'])

export async function startProgram(spec: ProgramSpec): Promise<Program> {
  let launched: Launched | undefined
  let release: (() => void) | undefined
  const isRunning = (): boolean => launched !== undefined && launched.ended() === undefined

  async function start(): Promise<void> {
    if (isRunning()) return
    release?.() // it ended by itself
    await sweepPidFile(pidFile(spec))
    mkdirSync(spec.dir, { recursive: true })
    const launch = spec.image === undefined ? launchProcess : (await import('./container.ts')).launchContainer
    try {
      await launch(spec, becomeReady)
    } catch (cause) {
      if (launched !== undefined && isRunning()) signalTree(launched.pid, 'SIGKILL')
      const why = cause instanceof Error ? cause.message : String(cause)
      throw new Error(`${spec.command} did not start: ${why}. Its log ends with:\n${lastLines(spec)}`, { cause })
    }
  }

  async function becomeReady(begun: Launched): Promise<void> {
    launched = begun
    writeFileSync(pidFile(spec), `${identityOf(begun.pid)} ${identityOf(process.pid)}\n`)
    release = guard(begun.pid, spec.stopSignal)
    await waitUntil(
      async () => {
        const end = begun.ended()
        if (end !== undefined) throw new Error(`${spec.name} ended with ${end}`)
        return await spec.ready()
      },
      { timeoutMs: READY_TIMEOUT_MS, everyMs: 20, what: `${spec.name} to be ready` },
    )
  }

  async function kill(signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
    if (launched === undefined || !isRunning()) return
    const pids = signalTree(launched.pid, signal)
    if (!NOT_ENDING.has(signal)) await gone(launched, pids)
  }

  async function stop(): Promise<void> {
    if (launched === undefined || !isRunning()) return release?.()
    const pids = signalTree(launched.pid, 'SIGCONT')
    const insist = setTimeout(() => send(pids, 'SIGKILL'), STOP_TIMEOUT_MS)
    send([launched.pid], spec.stopSignal)
    await gone(launched, pids).finally(() => clearTimeout(insist))
    rmSync(pidFile(spec), { force: true })
  }

  /** A supervisor may have started it again meanwhile: this waits for the life that ends. */
  async function gone(ending: Launched, pids: readonly number[]): Promise<void> {
    const limits = { timeoutMs: 2 * STOP_TIMEOUT_MS, everyMs: 5, what: `${spec.name} to end` }
    await waitUntil(() => ending.ended() !== undefined, limits)
    send(pids, 'SIGKILL') // Dovecot's open sessions would stay for ten seconds
    await waitUntil(() => !pids.some(isAlive), limits)
    if (launched === ending) release?.()
  }

  await start()
  return {
    get pid() {
      return launched?.pid ?? 0
    },
    get isRunning() {
      return isRunning()
    },
    kill,
    signal: (signal) => send(launched === undefined ? [] : [launched.pid], signal),
    async ended() {
      const ending = launched
      const what = `${spec.name} to end by itself`
      await waitUntil(() => ending?.ended() !== undefined, { timeoutMs: ENDED_TIMEOUT_MS, what })
      const code = Number(ending?.ended())
      return Number.isInteger(code) ? code : null
    },
    start,
    stop,
  }
}

async function launchProcess(spec: ProgramSpec, becomeReady: (launched: Launched) => Promise<void>): Promise<void> {
  const log = openSync(join(spec.dir, `${spec.name}.log`), 'a')
  const child: ChildProcess = spawn(spec.command, spec.args, {
    cwd: spec.cwd ?? spec.dir,
    env: {
      PATH: process.env['PATH'],
      LANG: 'C.UTF-8',
      NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'],
      ...spec.env,
    },
    detached: true,
    stdio: ['ignore', log, log],
    ...(spec.uid !== undefined && { uid: spec.uid }),
    ...(spec.gid !== undefined && { gid: spec.gid }),
  })
  closeSync(log)
  if (child.pid === undefined) {
    const [cause] = await once(child, 'error')
    throw new Error(`${spec.command} could not be run`, { cause })
  }
  child.unref()
  const { pid } = child
  await becomeReady({ pid, ended: () => child.signalCode ?? child.exitCode?.toString() })
}

/** A pid may be another process's later; with its start time it is one for ever. */
const identityOf = (pid: number): string => `${pid} ${startTime(pid)}`

/**
 * Ends a program left running by an owner that has ended. A pid that now belongs to another process is spared. Throws where
 * the owner is another process and lives: the program is in use.
 */
export async function sweepPidFile(file: string): Promise<void> {
  if (!existsSync(file)) return
  const [pid, started, owner, ownerStarted] = readFileSync(file, 'utf8').trim().split(' ')
  if (pid !== undefined && started !== undefined && startTime(Number(pid)) === started) {
    if (owner !== undefined && Number(owner) !== process.pid && startTime(Number(owner)) === ownerStarted)
      throw new Error(`${file} is of a program in use by process ${owner}`)
    const pids = signalTree(Number(pid), 'SIGKILL')
    await waitUntil(() => !pids.some(isAlive), {
      timeoutMs: STOP_TIMEOUT_MS,
      what: `process ${pid} of an earlier run to end`,
    })
    // PostgreSQL takes a process that nobody has reaped yet for one that runs. Where nobody ever does, it says so itself.
    const isReaped = () => startTime(Number(pid)) !== started
    await waitUntil(isReaped, { timeoutMs: REAPED_TIMEOUT_MS, what: `process ${pid} to be reaped` }).catch(() => {})
  }
  rmSync(file, { force: true })
}

function pidFile(spec: ProgramSpec): string {
  return join(spec.dir, `${spec.name}.pid`)
}

function lastLines(spec: ProgramSpec): string {
  const file = join(spec.dir, `${spec.name}.log`)
  return existsSync(file) ? readFileSync(file, 'utf8').trimEnd().split('\n').slice(-15).join('\n') : ''
}
