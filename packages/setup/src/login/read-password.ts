import { PermanentError } from '@tubepost/service'
import { type PasswordFileFault, readPasswordFile, UnreadablePassword } from './password-file.ts'
import type { PasswordSource } from '../sources/source-setup.ts'

/**
 * Reads a password from its place in the set-up, each time it is needed. Its value never enters an error, nor does the name
 * of a variable: where there is none of that name, it may be the password.
 */
export function readPassword(source: PasswordSource): string | undefined {
  if (source === undefined) return undefined
  if ('env' in source) {
    const value = process.env[source.env]
    if (value) return value
    throw new PermanentError(
      'setup/password-unreadable',
      'The environment variable that password.env names is not set. Set it for this service and start it again.',
    )
  }
  try {
    return readPasswordFile(source.file)
  } catch (error) {
    if (!(error instanceof UnreadablePassword)) throw error
    const { fault, code } = error
    throw new PermanentError(
      'setup/password-unreadable',
      `The password file ${source.file} cannot be read: ${fault === undefined ? `${code}.` : REASONS[fault]}`,
      { cause: error },
    )
  }
}

const REASONS: Readonly<Record<PasswordFileFault, string>> = {
  missing: 'there is no such file. Put the password there, or mend passwordFile.',
  forbidden: 'this service may not read it. Change its mode or its owner.',
  folder: 'it is a folder. Name the file in it.',
  special: 'it is a pipe or a device. Write the password into a file, which can be read again.',
  tooLong: 'it is too long for a password. Write the password alone into it.',
  empty: 'it is empty. Write the password into it.',
  lines: 'it has several lines. Write the password alone into it.',
  encoding: 'it is not UTF-8 text. Save it with that encoding.',
}
