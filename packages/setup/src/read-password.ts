import { readFileSync } from 'node:fs'
import { PermanentError } from '@tubepost/service'
import type { PasswordSource } from './sources/source-setup.ts'

/** Reads a password from its place in the set-up, each time it is needed. Its value never enters an error. */
export function readPassword(source: PasswordSource): string | undefined {
  if (source === undefined) return undefined
  if ('env' in source) return process.env[source.env]
  try {
    return readFileSync(source.file, 'utf8').trimEnd()
  } catch (error) {
    throw new PermanentError('setup/password-unreadable', 'The password file cannot be read.', { cause: error })
  }
}
