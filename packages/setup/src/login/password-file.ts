import { readFileSync, statSync } from 'node:fs'

/** Why a file gives no password. Other codes are those of the system, such as EIO. */
export type PasswordFileFault =
  | 'missing'
  | 'forbidden'
  | 'folder'
  | 'special'
  | 'tooLong'
  | 'empty'
  | 'lines'
  | 'encoding'

export class UnreadablePassword extends Error {
  readonly fault: PasswordFileFault | undefined
  readonly code: string

  constructor(fault: PasswordFileFault | undefined, code = '') {
    super(fault ?? code)
    this.fault = fault
    this.code = code
  }
}

// The longest in use are tokens of a few kilobytes.
const MOST_BYTES = 64 * 1024

/**
 * The password in a file, without the end of its line and without a byte order mark, as editors write them. Throws an
 * UnreadablePassword, in which nothing of the file is repeated.
 */
export function readPasswordFile(file: string): string {
  const text = decode(readBytes(file)).trimEnd()
  if (text === '') throw new UnreadablePassword('empty')
  // Control characters end a line of IMAP and SMTP, or are another encoding read as this one.
  if (/[\r\n]/.test(text)) throw new UnreadablePassword('lines')
  if (text.includes('\0')) throw new UnreadablePassword('encoding')
  return text
}

function readBytes(file: string): Buffer {
  try {
    const found = statSync(file)
    if (found.isDirectory()) throw new UnreadablePassword('folder')
    // A pipe would have us wait for ever, and it cannot be read a second time.
    if (!found.isFile()) throw new UnreadablePassword('special')
    if (found.size > MOST_BYTES) throw new UnreadablePassword('tooLong')
    return readFileSync(file)
  } catch (error) {
    if (error instanceof UnreadablePassword) throw error
    const { code = 'no code' } = error as NodeJS.ErrnoException
    throw new UnreadablePassword(FAULTS.get(code), code)
  }
}

const FAULTS: ReadonlyMap<string, PasswordFileFault> = new Map([
  ['ENOENT', 'missing'],
  ['ENOTDIR', 'missing'],
  ['ENAMETOOLONG', 'missing'],
  ['ERR_INVALID_ARG_VALUE', 'missing'], // a NUL in the name
  ['EACCES', 'forbidden'],
  ['EPERM', 'forbidden'],
])

function decode(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes) // drops the mark
  } catch {
    throw new UnreadablePassword('encoding')
  }
}
