import { readFileSync } from 'node:fs'
import path from 'node:path'
import { LineCounter, parseDocument } from 'yaml'
import { completeSetup } from './complete-setup.ts'
import { meaningProblems, type PasswordPart } from './meaning-problems.ts'
import { schemaMisfits, SETUP_FILE, soundParts } from './schema-problems.ts'
import type { Setup } from './setup.ts'
import type { SetupFile } from './setup-schema.ts'

export class SetupError extends Error {
  readonly problems: readonly string[]

  constructor(file: string, problems: readonly string[]) {
    super(`${file} is not usable, nothing of it was applied:\n${problems.map((problem) => `  ${problem}`).join('\n')}`)
    this.name = 'SetupError'
    this.problems = problems
  }
}

/**
 * Reads tubepost.yaml. Throws a SetupError that lists every problem by its path; then nothing is to be applied.
 * @param passwordsOf the parts whose passwords are looked up; the others need not be within reach
 */
export function loadSetup(
  file: string,
  environment: Readonly<Record<string, string | undefined>>,
  passwordsOf: readonly PasswordPart[] = ['mailboxes', 'smtp'],
): Setup {
  const fail = (problems: string[]) => new SetupError(file, problems)
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    throw fail([`cannot be read: ${(error as NodeJS.ErrnoException).code ?? String(error)}`])
  }
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: true })
  if (document.errors.length > 0) throw fail(document.errors.map((error) => error.message.split('\n')[0] ?? ''))
  const value = document.toJS() as unknown
  const misfits = schemaMisfits(value, SETUP_FILE)
  const problems = [
    ...misfits.map((misfit) => `${misfit.path || '(the whole file)'}: ${misfit.text}`),
    ...meaningProblems(soundParts(value, misfits), path.dirname(file), environment, passwordsOf),
  ]
  if (problems.length > 0) throw fail(problems)
  return completeSetup(value as SetupFile, path.dirname(file))
}
