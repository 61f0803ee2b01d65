import { statSync } from 'node:fs'
import { createConnection, createServer } from 'node:net'
import { FolderError, makeFolder } from './make-folder.ts'

const ANSWER_MS = 2_000

/**
 * Makes a folder where it is missing, and takes it for this process until it ends, in whatever way it ends: the kernel removes a socket in its abstract name
 * space (unix(7)) with the process that listens there, so no lock is left behind. The name is the folder's number on its
 * disk, which is one, whatever path leads there.
 * Throws a FolderError.
 * @returns what gives it back
 */
export async function lockFolder(dir: string): Promise<() => Promise<void>> {
  makeFolder(dir)
  const { dev, ino } = statSync(dir, { bigint: true })
  const address = { path: `\0tubepost-data-${dev}-${ino}` }
  const server = createServer((socket) => {
    socket.on('error', () => {}) // whoever asks may go before the answer
    socket.end(String(process.pid))
  })
  const failure = await new Promise<NodeJS.ErrnoException | undefined>((resolve) => {
    server.once('error', resolve)
    server.listen(address, () => resolve(undefined))
  })
  if (failure?.code === 'EADDRINUSE') throw new FolderError(`${dir} is in use by ${await holderOf(address)}. Stop it`)
  if (failure !== undefined) throw failure
  server.unref()
  return () => new Promise((resolve) => server.close(() => resolve()))
}

function holderOf(address: { path: string }): Promise<string> {
  return new Promise((resolve) => {
    let said = ''
    const told = () => resolve(/^\d+$/.test(said) ? `process ${said}` : 'another process')
    const socket = createConnection(address)
    socket.setTimeout(ANSWER_MS, () => socket.destroy())
    socket.on('data', (data) => (said += data.toString('latin1')))
    socket.on('error', () => {}).on('close', told)
  })
}
