import { mkdirSync, mkdtempSync, rmdirSync, statSync } from 'node:fs'
import path from 'node:path'

/** A folder cannot be that of the data. */
export class FolderError extends Error {
  constructor(reason: string) {
    super(`${reason}, or choose another folder with --data.`)
  }
}

/**
 * Makes a folder for the data with all above it, and sees that files can be made in it. Throws a FolderError. Node's own
 * way to make several at once never returns where the system takes no folders, as in /proc (Node 26).
 */
export function makeFolder(dir: string): void {
  try {
    makeEach(dir)
    rmdirSync(mkdtempSync(path.join(dir, '.writable-')))
  } catch (error) {
    throw error instanceof FolderError ? error : reasonOf(dir, error as NodeJS.ErrnoException)
  }
}

function makeEach(dir: string): void {
  const found = statSync(dir, { throwIfNoEntry: false })
  if (found?.isDirectory() === true) return
  if (found !== undefined) throw new FolderError(`${dir} is a file. Name a folder`)
  makeEach(path.dirname(dir))
  mkdirSync(dir)
}

/** The system's refusal, for a person. */
export function reasonOf(dir: string, { code = 'no code' }: { code?: string | undefined }): FolderError {
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS')
    return new FolderError(`${dir} cannot hold the data: this user may not write there. Change its mode or its owner`)
  if (code === 'ENOSPC' || code === 'EDQUOT')
    return new FolderError(`${dir} cannot hold the data: the disk is full. Make room`)
  if (code === 'ENAMETOOLONG') return new FolderError(`${dir} cannot be made: the name is too long. Name a shorter one`)
  return new FolderError(
    `${dir} cannot hold the data: the system takes no files there (${code}). Name a folder on a disk`,
  )
}
