import type { DataOf, mailReceived } from '@tubepost/events'
import type { KeptBytes } from './read-whole-mail.ts'

// A report says first what it is about, and returns the mail behind that.
const MOST_BYTES = 256 * 1024

/** The beginning of a mail as it is kept, a byte a character; of one that is not kept its header alone. */
export async function readBeginning(
  { headers, body }: Pick<DataOf<typeof mailReceived>, 'headers' | 'body'>,
  kept: KeptBytes,
): Promise<string> {
  const bytes = body === null ? undefined : await kept.read(body.sha256)
  if (bytes === undefined) return headers
  const parts: Uint8Array[] = []
  let size = 0
  for await (const part of bytes) {
    parts.push(part)
    size += part.byteLength
    if (size >= MOST_BYTES) break
  }
  return Buffer.concat(parts).toString('latin1', 0, MOST_BYTES)
}
