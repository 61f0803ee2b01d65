/**
 * The process that reads one mail after another for `content-reader.ts`. Not for import: it is started as a process,
 * and killed when a mail takes it too long.
 */
import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
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

process.once('disconnect', () => process.exit())
process.stdin.pause()
process.on('message', async ({ size }: { size: number }) => {
  try {
    const reading = readContent()
    for await (const piece of nextBytes(size)) reading.read(piece)
    process.send?.(reading.end())
  } catch (error) {
    // The rest of the mail in the pipe must not become the beginning of the next.
    process.send?.({ error: error instanceof Error ? error.message : String(error) }, () => process.exit(1))
  }
})

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
