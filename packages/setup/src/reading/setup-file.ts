import { type CheckedSetup, checkSetup, findingText, type Finding, type Places } from './check-setup.ts'
import type { Setup } from '../completing/setup.ts'

/** A set-up that cannot be used. The message has every problem, each on a line of its own with its place. */
export class SetupError extends Error {
  readonly problems: readonly string[]

  constructor(file: string, problems: readonly string[]) {
    super(`${file} is not usable, nothing of it was applied:\n${problems.map((problem) => `  ${problem}`).join('\n')}`)
    this.name = 'SetupError'
    this.problems = problems
  }
}

export type SoundSetup = CheckedSetup & { readonly setup: Setup }

/** Reads tubepost.yaml. Throws a SetupError that lists every problem; then nothing is to be applied. */
export function loadSetup(file: string, places: Places): SoundSetup {
  const checked = checkSetup(file, places)
  const { problems, setup } = checked
  if (setup === undefined) throw setupError(file, problems)
  return { ...checked, setup }
}

export const setupError = (file: string, problems: readonly Finding[]): SetupError =>
  new SetupError(
    file,
    problems.map((finding) => findingText(file, finding)),
  )
