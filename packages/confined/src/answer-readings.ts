import { once } from 'node:events'
import { Worker } from 'node:worker_threads'

/** Reads bytes piece by piece. */
export interface ByteReading<Answer> {
  read(piece: Uint8Array): void
  end(): Answer
}

/** For how many bytes of stdin the answer is wanted, and what else was asked. */
interface Question {
  readonly size: number
  readonly asked: unknown
}

/**
 * A killed parent sends no message, and bytes without end would keep this process for ever, so a thread watches the parent.
 */
const WATCH_PARENT = `
  const parent = process.ppid
  setInterval(() => { if (process.ppid !== parent) process.kill(process.pid, 'SIGKILL') }, 1_000)
`

/** Makes this process the child of a `createConfinedReader`: one reading after another, each answered with what its end returns. */
export function answerReadings(begin: (asked: never) => ByteReading<unknown>): void {
  new Worker(WATCH_PARENT, { eval: true }).unref()
  process.once('disconnect', () => process.exit())
  process.stdin.pause()
  process.on('message', async ({ size, asked }: Question) => {
    try {
      const reading = begin(asked as never)
      for await (const piece of nextBytes(size)) reading.read(piece)
      process.send?.({ answer: reading.end() })
    } catch (error) {
      // The rest of the bytes in the pipe must not become the beginning of the next.
      process.send?.({ error: error instanceof Error ? error.message : String(error) }, () => process.exit(1))
    }
  })
}

/** The bytes of one reading. The next are sent only when this one has been answered, so no chunk holds those of two. */
async function* nextBytes(size: number): AsyncGenerator<Buffer> {
  for (let left = size; left > 0; ) {
    const chunk = process.stdin.read() as Buffer | null
    if (chunk === null) await once(process.stdin, 'readable')
    else {
      left -= chunk.length
      yield chunk
    }
  }
}
