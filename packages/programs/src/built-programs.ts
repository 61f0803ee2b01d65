import { createHash } from 'node:crypto'
import { existsSync, globSync, readdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync } from 'node:fs'
import path from 'node:path'

const TREE = path.join(import.meta.dirname, '../../..')
const SOURCES = ['packages/*/src/**/*.ts', 'services/*/src/**/*.ts', '{packages,services}/*/package.json']
const OTHER_SOURCES = ['package.json', 'pnpm-lock.yaml']
// A process started from an earlier build loads parts of it as long as it runs.
const UNUSED_AFTER_MS = 24 * 3_600_000

let built: Promise<string> | undefined

/** The folder of this tree's programs: `fetcher.js` and so on. Looks at their sources once in a process. */
export const builtPrograms = (): Promise<string> => (built ??= programsOf(TREE))

/** The folder of a tree's programs as its sources are now. Its name is a digest of them, so that nothing stale is ever run. */
export async function programsOf(root: string): Promise<string> {
  const home = path.join(root, '.tools/programs')
  const folder = path.join(home, digestOfSources(root))
  if (!existsSync(folder)) {
    const making = `${folder}.${process.pid}`
    const { buildPrograms } = await import('./build-programs.ts')
    await buildPrograms(root, making)
    put(making, folder)
    removeUnused(home)
  }
  utimesSync(folder, new Date(), new Date())
  return folder
}

function digestOfSources(root: string): string {
  const hash = createHash('sha256')
  for (const file of [...globSync(SOURCES, { cwd: root }).toSorted(), ...OTHER_SOURCES])
    hash
      .update(`${file}\0`)
      .update(readFileSync(path.join(root, file)))
      .update('\0')
  return hash.digest('hex').slice(0, 16)
}

/** Whoever builds the same at once comes to the same files. */
function put(making: string, folder: string): void {
  try {
    renameSync(making, folder)
  } catch (error) {
    if (!existsSync(folder)) throw error
    rmSync(making, { recursive: true })
  }
}

function removeUnused(home: string): void {
  for (const name of readdirSync(home)) {
    const folder = path.join(home, name)
    if (Date.now() - statSync(folder).mtimeMs > UNUSED_AFTER_MS) rmSync(folder, { recursive: true })
  }
}
