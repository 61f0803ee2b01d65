/**
 * A real program as a child process: started, killed, started again, and never left behind.
 *
 * Guarantees. Each child leads a process group of its own, so the Ctrl-C of a terminal does not reach it and its owner
 * decides when it ends. No child outlives its owner: on exit it is killed at once, and when the owner itself was killed
 * with SIGKILL a guard (a shell that reads from a pipe of the owner) ends it. What even the guard missed is swept by the
 * pid file at the next start in the same folder.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { type Image, startContainer } from './container.ts'
import { isAlive, send, signalTree, startTime } from './process-tree.ts'
import { waitUntil } from './wait-until.ts'

export type ProgramSpec = {
  readonly name: string
  readonly command: string
  readonly args: readonly string[]
  /** Holds `<name>.pid` and `<name>.log`. */
  readonly dir: string
  readonly cwd?: string
  readonly env?: Readonly<Record<string, string>>
  readonly uid?: number
  readonly gid?: number
  /** What asks this program to end by itself: SIGTERM, or SIGINT for PostgreSQL's fast shutdown. */
  readonly stopSignal: NodeJS.Signals
  /** Resolves to true once the program does its work; called again and again. */
  readonly ready: () => Promise<boolean>
  /** Runs it in a container of this image. */
  readonly image?: Image | undefined
}

export type Program = {
  readonly pid: number
  /** Sends the signal to the program and all its descendants; returns when they are gone, if it is one that ends them. */
  kill(signal?: NodeJS.Signals): Promise<void>
  /** Sends the signal to the program alone, as a supervisor does. */
  signal(signal: NodeJS.Signals): void
  /** Resolves when it has ended: with its exit code, or null where a signal ended it. */
  ended(): Promise<number | null>
  /** Starts it again with the same arguments. No effect while it runs. */
  start(): Promise<void>
  /** Asks it to end, insists after ten seconds, returns when nothing is left. */
  stop(): Promise<void>
}

const READY_TIMEOUT_MS = 60_000
const STOP_TIMEOUT_MS = 10_000
// Longer than any program here may take to come to an end.
const ENDED_TIMEOUT_MS = 40_000
const NOT_ENDING: ReadonlySet<string> = new Set(['SIGSTOP', 'SIGCONT', 'SIGHUP', 'SIGUSR1', 'SIGUSR2'])

const running = new Set<ChildProcess>()
process.on('exit', () => {
  for (const child of running) if (child.pid !== undefined) signalTree(child.pid, 'SIGKILL')
})

export async function startProgram(spec: ProgramSpec): Promise<Program> {
  if (spec.image !== undefined) return startContainer({ ...spec, image: spec.image })
  let child: ChildProcess | undefined

  async function start(): Promise<void> {
    if (child !== undefined && isRunning(child)) return
    await sweep(spec)
    child = launch(spec)
    await becomeReady(spec, child)
  }

  async function kill(signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
    if (child?.pid === undefined || !isRunning(child)) return
    const pids = signalTree(child.pid, signal)
    if (!NOT_ENDING.has(signal)) await gone(child, pids, spec.name)
  }

  async function stop(): Promise<void> {
    if (child?.pid === undefined || !isRunning(child)) return
    const pids = signalTree(child.pid, 'SIGCONT')
    child.once('exit', () => send(pids, 'SIGKILL')) // Dovecot's open sessions would stay for ten seconds
    const insist = setTimeout(() => send(pids, 'SIGKILL'), STOP_TIMEOUT_MS)
    child.kill(spec.stopSignal)
    await gone(child, pids, spec.name).finally(() => clearTimeout(insist))
    rmSync(pidFile(spec), { force: true })
  }

  await start()
  return {
    get pid() {
      return child?.pid ?? 0
    },
    kill,
    signal: (signal) => void child?.kill(signal),
    async ended() {
      const ending = child
      await waitUntil(() => ending === undefined || !isRunning(ending), {
        timeoutMs: ENDED_TIMEOUT_MS,
        what: `${spec.name} to end by itself`,
      })
      return ending?.exitCode ?? null
    },
    start,
    stop,
  }
}

function launch(spec: ProgramSpec): ChildProcess {
  mkdirSync(spec.dir, { recursive: true })
  const log = openSync(join(spec.dir, `${spec.name}.log`), 'a')
  const child = spawn(spec.command, spec.args, {
    cwd: spec.cwd ?? spec.dir,
    env: { PATH: process.env['PATH'], LANG: 'C.UTF-8', ...spec.env },
    detached: true,
    stdio: ['ignore', log, log],
    ...(spec.uid !== undefined && { uid: spec.uid }),
    ...(spec.gid !== undefined && { gid: spec.gid }),
  })
  closeSync(log)
  child.on('error', () => running.delete(child)) // becomeReady reports it
  if (child.pid !== undefined) {
    running.add(child)
    writeFileSync(pidFile(spec), `${child.pid} ${startTime(child.pid)}\n`)
    guard(child, spec.stopSignal)
  }
  child.unref()
  return child
}

/**
 * A shell in a session of its own. A line on its pipe means that the child ended; end of file, that the owner did.
 * `kill -0` would not do: it takes a dead child that nobody reaps for a living one.
 */
const GUARD = `read -r _ && exit 0
alive() { read -r stat < /proc/$1/stat || return 1; case $stat in *") Z "*) return 1 ;; esac; }
kill -CONT $1; kill -$2 $1; n=0
while alive $1 && [ $n -lt 50 ]; do sleep 0.1; n=$((n + 1)); done
kill -KILL -- -$1`

function guard(child: ChildProcess, stopSignal: NodeJS.Signals): void {
  const shell = spawn('/bin/sh', ['-c', GUARD, 'guard', String(child.pid), stopSignal.slice(3)], {
    cwd: '/',
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  })
  shell.on('error', () => {}) // no shell, no guard: the pid file remains
  shell.stdin.on('error', () => {}) // the guard was killed; so be it
  shell.unref()
  if ('unref' in shell.stdin && typeof shell.stdin.unref === 'function') shell.stdin.unref()
  child.once('exit', () => {
    running.delete(child)
    shell.stdin.end('ended\n')
  })
}

async function becomeReady(spec: ProgramSpec, child: ChildProcess): Promise<void> {
  if (child.pid === undefined) {
    const [cause] = await once(child, 'error')
    throw new Error(`${spec.command} could not be run`, { cause })
  }
  try {
    await waitUntil(
      async () => {
        if (!isRunning(child)) throw new Error(`${spec.name} ended with ${child.signalCode ?? child.exitCode}`)
        return await spec.ready()
      },
      { timeoutMs: READY_TIMEOUT_MS, everyMs: 20, what: `${spec.name} to be ready` },
    )
  } catch (cause) {
    signalTree(child.pid, 'SIGKILL')
    throw new Error(`${spec.command} did not start. Its log ends with:\n${lastLines(spec)}`, { cause })
  }
}

/** Ends what an owner that is no more left running in this folder. A pid that now belongs to another process is spared. */
async function sweep(spec: ProgramSpec): Promise<void> {
  await sweepPidFile(pidFile(spec))
}

export async function sweepPidFile(file: string): Promise<void> {
  if (!existsSync(file)) return
  const [pid, started] = readFileSync(file, 'utf8').trim().split(' ')
  if (pid !== undefined && started !== undefined && startTime(Number(pid)) === started) {
    const pids = signalTree(Number(pid), 'SIGKILL')
    await waitUntil(() => !pids.some(isAlive), {
      timeoutMs: STOP_TIMEOUT_MS,
      what: `process ${pid} of an earlier run to end`,
    })
  }
  rmSync(file, { force: true })
}

function isRunning(child: ChildProcess): boolean {
  return child.pid !== undefined && child.exitCode === null && child.signalCode === null
}

async function gone(child: ChildProcess, pids: readonly number[], name: string): Promise<void> {
  await waitUntil(() => !isRunning(child) && !pids.some(isAlive), {
    timeoutMs: 2 * STOP_TIMEOUT_MS,
    everyMs: 5,
    what: `${name} to end`,
  })
}

function pidFile(spec: ProgramSpec): string {
  return join(spec.dir, `${spec.name}.pid`)
}

function lastLines(spec: ProgramSpec): string {
  const file = join(spec.dir, `${spec.name}.log`)
  return existsSync(file)
    ? readFileSync(file, 'utf8').trimEnd().split('\n').slice(-15).join('\n')
    : `(no ${dirname(file)})`
}
