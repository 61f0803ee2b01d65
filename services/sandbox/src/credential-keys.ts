import { randomBytes } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import path from 'node:path'

const KEY_BYTES = 32

/**
 * The file of keys that mailbox passwords are sealed with: made once for a data folder and kept in it, so that what was
 * stored opens at the next start. In production it stands apart from the data.
 */
export function credentialKeysFile(dir: string): string {
  const file = path.join(dir, 'credential-keys')
  try {
    writeFileSync(file, `sandbox:${randomBytes(KEY_BYTES).toString('base64')}\n`, { flag: 'wx', mode: 0o600 })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
  return file
}
