import { randomBytes } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import path from 'node:path'

const KEY_BYTES = 32

/**
 * A file of keys, made once for a data folder and kept in it: passwords that were stored open at the next start, and our
 * Message-IDs are known again. In production it stands apart from the data.
 */
export function keyRingFile(dir: string, name: 'credential-keys' | 'signing-keys'): string {
  const file = path.join(dir, name)
  try {
    writeFileSync(file, `sandbox:${randomBytes(KEY_BYTES).toString('base64')}\n`, { flag: 'wx', mode: 0o600 })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
  return file
}
