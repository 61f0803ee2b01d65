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

process.on('message', async (mail: Uint8Array) => {
  try {
    process.send?.({ content: await readContent(mail) })
  } catch (error) {
    process.send?.({ error: error instanceof Error ? error.message : String(error) })
  }
})
