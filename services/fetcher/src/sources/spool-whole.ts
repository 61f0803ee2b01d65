import { openUnnamedFile } from './unnamed-file.ts'

/** A mail of a folder that is on the disk as a whole. Not durable: its server is responsible for it. */
export interface SpooledWhole {
  /** Bytes; of a mail that is too large at least so many. */
  readonly size: number
  readonly isTooLarge: boolean
  /** All bytes, unless it is too large. */
  content(): AsyncIterable<Uint8Array>
  discard(): Promise<void>
}

/**
 * Reads a mail as fast as its server sends it, without holding it in memory and without making a database connection wait
 * for it. Of one that turns out to have more than `maxBytes`, whatever size was reported, no more is read.
 */
export async function spoolWhole(
  bytes: AsyncIterable<Uint8Array>,
  dir: string,
  maxBytes: number,
): Promise<SpooledWhole> {
  const handle = await openUnnamedFile(dir)
  let size = 0
  try {
    for await (const part of bytes) {
      size += part.byteLength
      if (size > maxBytes) break
      await handle.appendFile(part)
    }
  } catch (error) {
    await handle.close()
    throw error
  }
  return {
    size,
    isTooLarge: size > maxBytes,
    content: () => handle.createReadStream({ start: 0, autoClose: false }),
    discard: () => handle.close(),
  }
}
