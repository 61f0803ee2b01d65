/**
 * The process that reads one mail after another for `content-reader.ts`. Not for import: it is started as a process,
 * and killed when a mail takes it too long.
 */
import { once } from 'node:events'
import { Readable } from 'node:stream'
import { Worker } from 'node:worker_threads'
import type { ContentLimit } from './content-limits.ts'
import { readContent } from './read-content.ts'

/**
 * A killed parent sends no message, and an endless mail would keep this process for ever, so a thread watches the
 * parent.
 */
const WATCH_PARENT = `
  const parent = process.ppid
  setInterval(() => { if (process.ppid !== parent) process.kill(process.pid, 'SIGKILL') }, 1_000)
`
new Worker(WATCH_PARENT, { eval: true }).unref()

// Streams of the MIME parser throw where no caller can catch. Their state of that mail cannot be trusted afterwards.
process.on('uncaughtException', fail)

process.stdin.pause()
process.on('message', async ({ size }: { size: number }) => {
  try {
    process.send?.({ content: await readContent(Readable.from(nextBytes(size))) })
  } catch (error) {
    // The rest of the mail in the pipe must not become the beginning of the next.
    fail(error)
  }
})

function fail(error: unknown): void {
  const { message = String(error), code } = (error ?? {}) as { message?: string; code?: string }
  // The code of mailparser's splitter for more than a thousand parts. Its other use, a header of a megabyte, cannot
  // occur after the scan.
  const limit: ContentLimit | null = code === 'EMAXLEN' ? 'parts' : null
  process.send?.({ error: message, limit }, () => process.exit(1))
}

/** The bytes of one mail. The next is sent only when this one has been answered, so no chunk holds two. */
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
