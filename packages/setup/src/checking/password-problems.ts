import path from 'node:path'
import { isFolder } from '../sources/is-folder.ts'
import { type PasswordFileFault, readPasswordFile, UnreadablePassword } from '../login/password-file.ts'
import type { Path, Problem } from '../problems/problem.ts'
import { problemTexts } from '../problems/problem-texts.ts'

/** Where passwords are looked for. */
export interface PasswordPlaces {
  /** The folder of the set-up file; relative paths begin there. */
  readonly folder: string
  readonly environment: Readonly<Record<string, string | undefined>>
  /**
   * Whether the services run here, with this environment and these files. Elsewhere a password that cannot be seen from
   * here is noted, and no problem.
   */
  readonly servicesRunHere: boolean
}

export interface PasswordFindings {
  readonly problems: Problem[]
  readonly notes: Problem[]
}

/** Whether a password is named and, where places are given, can be read. */
export function passwordFindings(
  at: Path,
  source: { passwordFile?: string; password?: { env: string } },
  isNeeded: boolean,
  places: PasswordPlaces | undefined,
): PasswordFindings {
  const { passwordFile, password } = source
  const problem = (field: Path, text: string) => ({ problems: [{ path: [...at, ...field], text }], notes: [] })
  const note = (field: Path, text: string) => ({ problems: [], notes: [{ path: [...at, ...field], text }] })
  if (passwordFile !== undefined && password !== undefined) return problem([], problemTexts.bothPasswords())
  const isNamed = passwordFile !== undefined || password !== undefined
  if (!isNamed && isNeeded) return problem([], problemTexts.noPassword())
  if (!isNamed || places === undefined) return { problems: [], notes: [] }
  const { folder, environment, servicesRunHere } = places
  if (password !== undefined) {
    if (environment[password.env]) return { problems: [], notes: [] }
    return servicesRunHere
      ? problem(['password', 'env'], problemTexts.variableMissing())
      : note(['password', 'env'], problemTexts.variableElsewhere())
  }
  if (passwordFile === undefined) return { problems: [], notes: [] }
  const file = path.resolve(folder, passwordFile)
  const text = fileProblem(file, passwordFile, path.resolve(folder))
  if (text === undefined) return { problems: [], notes: [] }
  // A folder such as /run/passwords is there only in the containers of the services.
  const isElsewhere = !servicesRunHere && path.isAbsolute(passwordFile) && !isFolder(path.dirname(file))
  return isElsewhere
    ? note(['passwordFile'], problemTexts.passwordFileElsewhere(file))
    : problem(['passwordFile'], text)
}

// A path that begins at a folder of its own; anything else may be the password itself, which is not repeated.
const IS_PATH = /^\.{0,2}\//

/** @param given as it stands in the set-up @param folder where relative paths begin */
function fileProblem(file: string, given: string, folder: string): string | undefined {
  try {
    readPasswordFile(file)
    return undefined
  } catch (error) {
    if (!(error instanceof UnreadablePassword)) throw error
    const { fault, code } = error
    if (fault === 'missing' && !IS_PATH.test(given)) return problemTexts.passwordFileUnnamed(folder)
    return fault === undefined ? problemTexts.passwordFileFailed(file, code) : TEXTS[fault](file)
  }
}

const TEXTS: Readonly<Record<PasswordFileFault, (file: string) => string>> = {
  missing: problemTexts.passwordFileMissing,
  forbidden: problemTexts.passwordFileForbidden,
  folder: problemTexts.passwordFileIsFolder,
  special: problemTexts.passwordFileSpecial,
  tooLong: problemTexts.passwordFileTooLong,
  empty: problemTexts.passwordFileEmpty,
  lines: problemTexts.passwordFileLines,
  encoding: problemTexts.passwordFileEncoding,
}
