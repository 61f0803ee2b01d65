import type { Readable } from 'node:stream'
import { setTimeout as delay } from 'node:timers/promises'
import { MAIL_BYTES, RefusedRequest } from '@tubepost/service'
import { contentLimits } from '../content/content-limits.ts'

const TOO_LARGE = `A mail to try may have ${MAIL_BYTES / 1024 / 1024} MB at most.`
const BLOCK_BYTES = 64 * 1024
const RETRY_AFTER_SECONDS = 10
const STEP_MS = 20

/** A mail that has come in whole. It counts as held until `release` is called, which may be more than once. */
export interface ReceivedMail {
  /** Nothing is left of a mail that was released. */
  readonly size: number
  /** The beginning of the mail, at most this long. */
  head(bytes: number): Buffer
  /** The whole mail, once; each piece is dropped when the next is asked for. */
  pieces(): AsyncGenerator<Uint8Array>
  release(): void
}

/**
 * Takes in mails, any number at once, and holds no more bytes of them all than `mostHeld`: a sender that announces much and
 * sends little takes up little. Rejects with a RefusedRequest, 413 for a mail that is too large, 503 where there is no room
 * within `waitMs`.
 */
export function createMailRoom(mostHeld: number = contentLimits.bytesHeld, waitMs: number = contentLimits.turnMs) {
  let held = 0
  /** Meanwhile the rest of the mail stays with its sender. */
  const room = async () => {
    const giveUpAt = performance.now() + waitMs
    while (held + BLOCK_BYTES > mostHeld) {
      if (performance.now() >= giveUpAt) throw noRoom()
      await delay(STEP_MS)
    }
  }
  return async (body: Readable, contentLength: string | undefined): Promise<ReceivedMail> => {
    if (Number(contentLength ?? 0) > MAIL_BYTES) throw new RefusedRequest(413, 'too_large', TOO_LARGE)
    const blocks: Buffer[] = []
    let length = 0
    let counted = 0
    const release = () => {
      held -= counted
      counted = 0
      blocks.length = 0
    }
    try {
      // A refused sender must hear so: destroying the body would close the connection.
      for await (const chunk of body.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
        if (length + chunk.length > MAIL_BYTES) throw new RefusedRequest(413, 'too_large', TOO_LARGE)
        // Into blocks of our own: a piece of one byte would keep all that was read from the network with it.
        for (let from = 0; from < chunk.length; ) {
          const filled = length % BLOCK_BYTES
          if (filled === 0) {
            await room()
            held += BLOCK_BYTES
            counted += BLOCK_BYTES
            blocks.push(Buffer.allocUnsafe(BLOCK_BYTES))
          }
          const copied = chunk.copy(blocks.at(-1) as Buffer, filled, from)
          from += copied
          length += copied
        }
      }
    } catch (error) {
      release()
      throw error
    }
    return {
      get size() {
        return blocks.length === 0 ? 0 : length
      },
      head: (bytes) =>
        Buffer.concat(blocks.slice(0, Math.ceil(bytes / BLOCK_BYTES))).subarray(0, Math.min(bytes, length)),
      pieces: () => inTurn(blocks.splice(0), length),
      release,
    }
  }
}

async function* inTurn(blocks: Buffer[], length: number): AsyncGenerator<Uint8Array> {
  let left = length
  for (let block = blocks.shift(); block !== undefined; block = blocks.shift()) {
    yield block.subarray(0, left)
    left -= BLOCK_BYTES
  }
}

const noRoom = () =>
  new RefusedRequest(503, 'busy', 'Too many mails are being tried at once. Try again in a moment.', RETRY_AFTER_SECONDS)
