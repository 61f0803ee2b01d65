import { statSync } from 'node:fs'

/** Also false where it cannot be seen from here. */
export function isFolder(folder: string): boolean {
  try {
    return statSync(folder).isDirectory()
  } catch {
    return false
  }
}
