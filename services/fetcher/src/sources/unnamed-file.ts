import { randomUUID } from 'node:crypto'
import { type FileHandle, open, rm } from 'node:fs/promises'
import path from 'node:path'

/** Opens a new file, to write and to read, that has lost its name: nobody needs it, and a crash leaves nothing behind. */
export async function openUnnamedFile(dir: string): Promise<FileHandle> {
  const file = path.join(dir, `tubepost-${randomUUID()}.eml`)
  const handle = await open(file, 'wx+', 0o600)
  try {
    await rm(file)
    return handle
  } catch (error) {
    await handle.close()
    throw error
  }
}
