/** Exit codes of every command; `tubepost --help` lists them. */
export const EXIT = {
  done: 0,
  /** The installation refused, or a check found something wrong. */
  refused: 1,
  usage: 2,
  unreachable: 3,
  notAllowed: 4,
} as const

/** Ends a command with a sentence for a person. */
export class Failure extends Error {
  readonly exitCode: number

  constructor(message: string, exitCode: number = EXIT.refused) {
    super(message)
    this.exitCode = exitCode
  }
}
