import { statSync } from 'node:fs'

/**
 * Differs from the version before whenever the file was written or replaced; undefined while there is none, or this user may
 * not look.
 */
export function fileVersion(file: string): string | undefined {
  try {
    const { mtimeNs, ino, size } = statSync(file, { bigint: true })
    return `${mtimeNs} ${ino} ${size}`
  } catch {
    return undefined
  }
}
