/** A program to be started, the same whether it becomes a child process or a container. */
export type ProgramSpec = {
  readonly name: string
  readonly command: string
  readonly args: readonly string[]
  /** Runs it in a container, which shares `dir`, `cwd` and the network with this machine; else here. */
  readonly image?: string
  /** Holds `<name>.pid` and `<name>.log`. */
  readonly dir: string
  readonly cwd?: string
  readonly env?: Readonly<Record<string, string>>
  readonly uid?: number
  readonly gid?: number
  /** Asks this program to end by itself: SIGTERM, or SIGINT for PostgreSQL's fast shutdown. */
  readonly stopSignal: NodeJS.Signals
  /** Resolves to true once the program does its work; called again and again. */
  readonly ready: () => Promise<boolean>
}

/** One life of a program. */
export type Launched = {
  readonly pid: number
  /** Its exit code or signal, once it has ended. */
  ended(): string | undefined
}

export const READY_TIMEOUT_MS = 60_000
