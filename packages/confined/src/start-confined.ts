import { type ChildProcess, fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'

export interface Confinement {
  /** `import.meta.url` of the module that starts it: of a room of a package, two folders below that. */
  readonly from: string
  /** Packages of ours that the program imports, by the names of their folders; this one need not be named. */
  readonly packages: readonly string[]
  /** V8's heap. */
  readonly heapMegabytes: number
  /** Further flags of Node. */
  readonly flags?: readonly string[]
  /** Whether bytes are written to it. */
  readonly takesBytes?: boolean
}

/**
 * Starts a program that strangers' bytes may make slow, large or die: a process of its own, to be killed. It has no environment, so no
 * secrets, reads no files but those that it is made of, and may neither write files, nor start programs, nor connect to anything
 * (Node's permission model).
 */
export function startConfined(program: URL, confinement: Confinement): ChildProcess {
  const { heapMegabytes, flags = [], takesBytes = false } = confinement
  return fork(program, {
    execArgv: [
      `--max-old-space-size=${heapMegabytes}`,
      ...flags,
      '--permission',
      ...readable(program, confinement).map((path) => `--allow-fs-read=${path}`),
      '--no-warnings',
    ],
    env: {},
    stdio: [takesBytes ? 'pipe' : 'ignore', 'ignore', 'ignore', 'ipc'],
  })
}

/**
 * The program's own folder, and what it is made of: its package, those it imports, and the libraries. Not the folder above them, where
 * secrets may stand, and nothing of /proc, where the environment of its parent is.
 */
function readable(program: URL, { from, packages }: Confinement): string[] {
  const beside = (path: string) => fileURLToPath(new URL(path, from))
  const ofOurs = (path: string) => fileURLToPath(new URL(path, import.meta.url))
  return [
    fileURLToPath(new URL('.', program)),
    beside('.'),
    beside('../../package.json'),
    beside('../../node_modules/'),
    ...['confined', ...packages].map((name) => ofOurs(`../../${name}/`)),
    ofOurs('../../../node_modules/'),
  ]
}
