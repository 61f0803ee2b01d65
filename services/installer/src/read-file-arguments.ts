import { parseArgs } from 'node:util'
import { UsageError } from './usage-error.ts'

export interface FileArguments {
  readonly file: string
  /** A CSV file of people or statuses, and no set-up. */
  readonly isList: boolean
  readonly removeAbsent: boolean
}

export const USAGE = {
  check:
    'check FILE: a set-up in YAML or JSON, or people or statuses in a .csv; without FILE the set-up that SETUP_FILE names',
  apply:
    'apply FILE: a set-up in YAML or JSON, or people or statuses in a .csv; without FILE the set-up that SETUP_FILE names. With --remove-absent, what a .csv does not have is removed',
} as const

/** Reads what follows `check` and `apply`. Throws a UsageError that says how they are called. */
export function readFileArguments(
  command: keyof typeof USAGE,
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): FileArguments {
  const usage = USAGE[command]
  let parsed: { values: { 'remove-absent'?: boolean | undefined }; positionals: string[] }
  try {
    parsed = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { 'remove-absent': { type: 'boolean' } },
    })
  } catch (error) {
    // Node goes on with advice that does not fit.
    throw new UsageError([`${(error as Error).message.split('. ')[0]}.`, usage])
  }
  const [file = environment['SETUP_FILE'] ?? '', ...others] = parsed.positionals
  if (file === '' || others.length > 0) throw new UsageError([usage])
  const isList = /\.(csv|tsv|txt|xlsx?|ods)$/i.test(file)
  const removeAbsent = parsed.values['remove-absent'] === true
  if (removeAbsent && !(isList && command === 'apply'))
    throw new UsageError(['--remove-absent is for apply, with a list in a .csv; a set-up is always the whole', usage])
  return { file, isList, removeAbsent }
}
