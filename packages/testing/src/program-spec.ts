/** A program to start, described in the same way for a child process and a container. */
export type ProgramSpec = {
  readonly name: string
  readonly command: string
  readonly args: readonly string[]
  /**
   * Runs it in a container of this image, which shares `dir`, `cwd` and the network with this machine; without an
   * image, here.
   */
  readonly image?: string
  /** Folder of `<name>.pid` and `<name>.log`. */
  readonly dir: string
  readonly cwd?: string
  readonly env?: Readonly<Record<string, string>>
  readonly uid?: number
  readonly gid?: number
  /** The signal that asks this program to end: SIGTERM, or SIGINT for PostgreSQL's fast shutdown. */
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
