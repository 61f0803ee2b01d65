import { readFileSync } from 'node:fs'
import path from 'node:path'
import type { ServiceProcess, Stage } from './stage.ts'

/** The end of a service process, and why: we killed it, it reached its crash point, or it ended by itself. */
export interface Death {
  process: string
  cause: 'kill' | 'crash' | 'itself'
  /** The crash point it was armed with. */
  point: string | null
  /** The last count before the end was seen. */
  inFlight: number
  /** Its last message, where it ended by itself. */
  said: string | null
}

interface Watched {
  readonly process: ServiceProcess
  pid: number
  isDead: boolean
  /** Crash point of the running process, and of the one to be started next. */
  armed: string | undefined
  armNext: string | undefined
  killed: boolean
  /** Bytes of the log that earlier lives wrote. */
  logFrom: number
}

const LOOK_MS = 50
// A crash point ends its process without a message; a service that gives up logs the reason at level fatal.
const FATAL = '"level":60'

/** Watches every service process of an installation, arms crash points and kills. */
export class ProcessWatch {
  readonly deaths: Death[] = []
  readonly #watched: Map<string, Watched>
  readonly #stage: Stage
  readonly #timer: NodeJS.Timeout
  #inFlight = 0

  constructor(stage: Stage) {
    this.#stage = stage
    this.#watched = new Map(
      stage.installation.processes.map((process) => [
        process.name,
        {
          process,
          pid: process.pid,
          isDead: false,
          armed: undefined,
          armNext: undefined,
          killed: false,
          logFrom: 0,
        },
      ]),
    )
    this.#timer = setInterval(() => this.#look(), LOOK_MS)
  }

  stop(): void {
    clearInterval(this.#timer)
  }

  /** Kills the process; its supervisor starts it again. @returns false when it was not running */
  async kill(name: string): Promise<boolean> {
    const watched = this.#get(name)
    this.#look()
    if (watched.isDead) return false
    watched.killed = true
    await watched.process.kill()
    this.#look()
    return true
  }

  /** Kills the process and makes its next life end at the crash point. Returns when that life has begun. */
  async killAndArm(name: string, point: string, passes: number): Promise<void> {
    const watched = this.#get(name)
    watched.process.setEnvironment({ CRASH_AT: `${point}:${passes}` })
    watched.armNext = point
    await this.kill(name)
    while (watched.armNext !== undefined) await new Promise((resolve) => setTimeout(resolve, LOOK_MS))
  }

  signal(name: string, signal: NodeJS.Signals): Promise<void> {
    return this.#get(name).process.kill(signal)
  }

  /** Number of deaths at the crash point while enough mails were in flight. */
  crashesAt(point: string, enough: number): number {
    return this.deaths.filter((death) => death.cause === 'crash' && death.point === point && death.inFlight >= enough)
      .length
  }

  /** Lines of the process's present life. */
  logOf(name: string): string {
    return this.#logSince(this.#get(name))
  }

  isAlive(name: string): boolean {
    this.#look()
    return !this.#get(name).isDead
  }

  #get(name: string): Watched {
    const watched = this.#watched.get(name)
    if (watched === undefined) throw new Error(`there is no process ${name}`)
    return watched
  }

  #look(): void {
    const before = this.#inFlight
    this.#inFlight = this.#stage.inFlight()
    for (const watched of this.#watched.values()) {
      if (!watched.isDead && !exists(watched.pid)) this.#noteDeath(watched, before)
      if (watched.process.pid !== watched.pid) this.#noteStart(watched)
    }
  }

  #noteDeath(watched: Watched, inFlight: number): void {
    const { armed, killed, process } = watched
    const lines = this.#logSince(watched).split('\n')
    const fatal = lines.find((line) => line.includes(FATAL))
    const cause = killed ? 'kill' : armed !== undefined && fatal === undefined ? 'crash' : 'itself'
    const said = cause === 'itself' ? (fatal ?? lines.at(-2) ?? '') : null
    this.deaths.push({ process: process.name, cause, point: armed ?? null, inFlight, said })
    Object.assign(watched, { isDead: true, killed: false, armed: undefined })
    watched.logFrom = this.#log(watched).length
  }

  #noteStart(watched: Watched): void {
    const point = watched.armNext
    // The environment was read at the start; the life after this one is an ordinary one again.
    if (point !== undefined) watched.process.setEnvironment({})
    Object.assign(watched, { pid: watched.process.pid, isDead: false, armed: point, armNext: undefined })
  }

  #logSince(watched: Watched): string {
    return this.#log(watched).subarray(watched.logFrom).toString('utf8')
  }

  #log(watched: Watched): Buffer {
    return readFileSync(path.join(this.#stage.logs, `${watched.process.name}.log`))
  }
}

function exists(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}
