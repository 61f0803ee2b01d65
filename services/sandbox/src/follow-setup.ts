import { setTimeout as delay } from 'node:timers/promises'
import { SetupError } from '@tubepost/setup/file'
import { fileVersion } from './file-version.ts'
import type { Installation } from './installation.ts'

const LOOK_MS = 1_000
// An editor may take the file away for a moment while it saves.
const LOOKS_UNTIL_GONE = 3

/**
 * Applies the set-up whenever its file has changed and is at rest, and says what is wrong with one that cannot be applied or
 * is no longer there: the services then go on with the last one. Returns when `stopping` does.
 * @param applied the version that the installation was started with
 */
export async function followSetup(
  installation: Pick<Installation, 'apply'>,
  file: string,
  options: { applied: string | undefined; say: (line: string) => void; stopping: Promise<unknown>; lookMs?: number },
): Promise<void> {
  const { say, lookMs = LOOK_MS } = options
  let applied: string | undefined = options.applied
  let seen = applied
  let missed = 0
  const stopped = options.stopping.then(() => true)
  while (!(await Promise.race([stopped, delay(lookMs, false)]))) {
    const version = fileVersion(file)
    // Half of a set-up may be a sound one with fewer people, so it is read once it has stayed the same from one look to the
    // next.
    const isAtRest = version === seen
    seen = version
    if (version === undefined) {
      missed += 1
      if (missed === LOOKS_UNTIL_GONE) {
        say(gone(file))
        applied = undefined
      }
      continue
    }
    missed = 0
    if (!isAtRest || version === applied) continue
    applied = version
    try {
      for (const note of await installation.apply(file)) say(note)
      say(`${file} is applied.`)
    } catch (error) {
      const said = error instanceof SetupError ? error.message : `${file} could not be applied: ${String(error)}`
      say(`${said}\nNothing has changed.`)
    }
  }
}

const gone = (file: string): string =>
  `${file} is gone, or can no longer be seen. Nothing has changed; a file that is saved there is applied.`
