/**
 * The process that reads one mail after another for `content-reader.ts`. Not to be imported: it is started, and killed when
 * a mail takes it too long.
 */
import { Worker } from 'node:worker_threads'
import { readContent } from './read-content.ts'

/** A parent that was killed tells nobody, and a mail that never ends would keep this process for ever: a thread watches. */
const WATCH_PARENT = `
  const parent = process.ppid
  setInterval(() => { if (process.ppid !== parent) process.kill(process.pid, 'SIGKILL') }, 1_000)
`
new Worker(WATCH_PARENT, { eval: true }).unref()

// Streams of the MIME parser throw where no caller can catch. What it held of that mail is not to be trusted any more.
process.on('uncaughtException', (error) => {
  process.send?.({ error: error.message }, () => process.exit(1))
})

process.on('message', async (mail: Uint8Array) => {
  try {
    process.send?.({ content: await readContent(mail) })
  } catch (error) {
    process.send?.({ error: error instanceof Error ? error.message : String(error) })
  }
})
