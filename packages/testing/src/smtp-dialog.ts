import { once } from 'node:events'
import { createConnection, type Socket } from 'node:net'

/** An SMTP client that sends bytes as they are given, and reads the server's answers line by line. */
export interface SmtpDialog {
  readonly socket: Socket
  write(bytes: string | Buffer): void
  /** The last line of the next answer; undefined where the server has hung up. */
  answer(): Promise<string | undefined>
  /** Sends one command and returns the answer to it. */
  ask(command: string): Promise<string | undefined>
}

/** Connects and reads the greeting. `first` is sent before it, as a proxy does. */
export async function openDialog(
  port: number,
  from = '127.0.0.1',
  first = '',
): Promise<SmtpDialog & { greeting: string }> {
  const socket = createConnection({ host: '127.0.0.1', port, localAddress: from })
  socket.on('error', () => {}) // 'close' follows
  await once(socket, 'connect')
  socket.write(first)
  const answers = answersOf(socket)
  const answer = async () => (await answers.next()).value
  const write = (bytes: string | Buffer) => void socket.write(bytes)
  const ask = (command: string) => {
    write(`${command}\r\n`)
    return answer()
  }
  return { socket, write, answer, ask, greeting: (await answer()) ?? '' }
}

async function* answersOf(socket: Socket): AsyncGenerator<string, undefined> {
  let text = ''
  try {
    for await (const chunk of socket) {
      text += String(chunk)
      for (let end = text.indexOf('\r\n'); end !== -1; end = text.indexOf('\r\n')) {
        const line = text.slice(0, end)
        text = text.slice(end + 2)
        if (/^\d{3} /.test(line)) yield line
      }
    }
  } catch {
    // A reset is a hang-up too.
  }
  return undefined
}
