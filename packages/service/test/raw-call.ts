import { connect, type Socket } from 'node:net'

export interface RawAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/**
 * Sends bytes as they are, which no HTTP client does, and returns the first answer; the connection is then closed. Rejects
 * where the server closes without one.
 * @param send writes the request, at its own pace
 */
export function rawCall(url: string, send: string | ((socket: Socket) => void)): Promise<RawAnswer> {
  const { hostname, port } = new URL(url)
  const isHead = typeof send === 'string' && send.startsWith('HEAD ') // its answer has a length and no body
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname)
    let text = ''
    socket.setEncoding('utf8')
    socket.on('connect', () => (typeof send === 'string' ? socket.write(send) : send(socket)))
    socket.on('data', (piece: string) => {
      text += piece
      const answer = readAnswer(text, isHead)
      if (answer === undefined) return
      resolve(answer)
      socket.destroy()
    })
    socket.on('error', reject)
    socket.on('close', () => reject(new Error(`closed after "${text.slice(0, 200)}"`)))
  })
}

function readAnswer(text: string, isHead: boolean): RawAnswer | undefined {
  const end = text.indexOf('\r\n\r\n')
  if (end === -1) return undefined
  const [first = '', ...lines] = text.slice(0, end).split('\r\n')
  const headers = Object.fromEntries(
    lines.map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 1).trim()]),
  )
  const body = text.slice(end + 4)
  if (!isHead && Buffer.byteLength(body) < Number(headers['content-length'] ?? 0)) return undefined
  return { status: Number(first.split(' ')[1]), headers, body }
}

/** A request as bytes, with a line for each header. */
export function requestText(
  method: string,
  target: string,
  headers: Readonly<Record<string, string>>,
  body: string = '',
): string {
  const lines = Object.entries({ host: 'tubepost', ...headers }).map(([name, value]) => `${name}: ${value}\r\n`)
  return `${method} ${target} HTTP/1.1\r\n${lines.join('')}\r\n${body}`
}
