import type { FileHandle } from 'node:fs/promises'
import { openUnnamedFile } from './unnamed-file.ts'

/** A mail of a folder that this process has as a whole. Not durable: its server is responsible for it. */
export interface SpooledWhole {
  /** Bytes; of a mail that is too large at least so many. */
  readonly size: number
  readonly isTooLarge: boolean
  /** All bytes, unless it is too large. */
  content(): AsyncIterable<Uint8Array>
  discard(): Promise<void>
}

// Nine mails of ten have no more, and a file costs more than these bytes.
const HELD_BYTES = 256 * 1024

/**
 * Reads a mail as fast as its server sends it, without making a database connection wait for it. Of a mail beyond
 * `HELD_BYTES` nothing is held in memory. Of one that turns out to have more than `maxBytes`, whatever size was reported, no
 * more is read.
 */
export async function spoolWhole(
  bytes: AsyncIterable<Uint8Array>,
  dir: string,
  maxBytes: number,
): Promise<SpooledWhole> {
  const held: Uint8Array[] = []
  let file: FileHandle | undefined
  let size = 0
  try {
    for await (const part of bytes) {
      size += part.byteLength
      if (size > maxBytes) break
      held.push(part)
      if (size <= HELD_BYTES) continue
      file ??= await openUnnamedFile(dir)
      for (const each of held.splice(0)) await file.appendFile(each)
    }
  } catch (error) {
    await file?.close()
    throw error
  }
  return {
    size,
    isTooLarge: size > maxBytes,
    content: () => file?.createReadStream({ start: 0, autoClose: false }) ?? inTurn(held),
    discard: async () => file?.close(),
  }
}

async function* inTurn(parts: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* parts
}
