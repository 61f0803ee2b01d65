import type { Readable } from 'node:stream'
import type { ImapConnection } from './imap-connection.ts'

// One FETCH of a part, and in memory at a time. A mail without attachments comes in one answer.
const PART_BYTES = 256 * 1024

/**
 * The bytes of a message as they come. Each part has the deadline of a command.
 * @returns undefined where the message is gone
 */
export async function wholeMessage(
  connection: ImapConnection,
  uid: number,
): Promise<AsyncIterable<Uint8Array> | undefined> {
  const { content } = await connection.command(
    connection.client.download(String(uid), undefined, { uid: true, chunkSize: PART_BYTES }),
  )
  return content && partsOf(connection, content)
}

async function* partsOf(connection: ImapConnection, content: Readable): AsyncGenerator<Uint8Array> {
  const parts: AsyncIterator<Buffer> = content[Symbol.asyncIterator]()
  try {
    for (;;) {
      const part = await connection.command(parts.next())
      if (part.done === true) return
      yield part.value
    }
  } finally {
    content.destroy()
  }
}
