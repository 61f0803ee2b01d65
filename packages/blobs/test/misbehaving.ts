import { createServer, request, type ServerResponse } from 'node:http'
import { freePort } from '@tubepost/testing'

/**
 * `cut` closes without an answer, `half` amid the body; `other bytes` turns each byte of the body into a zero; `twice` gives
 * each byte of it twice.
 */
export type Misbehaviour = '503' | 'cut' | 'half' | 'other bytes' | 'twice'

/** Stands before an HTTP server and hands everything on as it is, but for the faults it is given. */
export interface Misbehaving {
  readonly url: string
  /** For the next requests, one each. */
  next(...wrongs: readonly Misbehaviour[]): void
  pending(): number
  stop(): Promise<void>
}

export async function startMisbehaving(target: string): Promise<Misbehaving> {
  const port = await freePort()
  const wrongs: Misbehaviour[] = []
  const server = createServer((incoming, outgoing) => {
    const wrong = wrongs.shift()
    if (wrong === '503') {
      incoming.resume()
      incoming.once('end', () => outgoing.writeHead(503).end())
      return
    }
    if (wrong === 'cut') {
      incoming.socket.destroy()
      return
    }
    const { method, url, headers } = incoming
    const onward = request(new URL(url ?? '/', target), { method, headers }, (answer) => {
      if (wrong === 'twice') delete answer.headers['content-length']
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers)
      answer.on('data', (bytes: Buffer) => hand(bytes, outgoing, wrong))
      answer.on('end', () => outgoing.end())
    })
    onward.on('error', () => incoming.socket.destroy())
    incoming.pipe(onward)
  })
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${port}`,
    next: (...more) => void wrongs.push(...more),
    pending: () => wrongs.length,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

function hand(bytes: Buffer, outgoing: ServerResponse, wrong: Misbehaviour | undefined): void {
  if (wrong === 'half') {
    outgoing.write(bytes.subarray(0, bytes.length / 2))
    outgoing.socket?.destroySoon()
  } else if (wrong === 'twice') outgoing.write(Buffer.concat([bytes, bytes]))
  else outgoing.write(wrong === 'other bytes' ? Buffer.alloc(bytes.length) : bytes)
}
