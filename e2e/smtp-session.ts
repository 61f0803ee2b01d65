/**
 * A client that sends a mail's bytes unchanged: dot-stuffed where the protocol requires it (RFC 5321 §4.5.2), and
 * never corrected. Mail programs change line ends, and then it would be another mail.
 */
import { once } from 'node:events'
import { createConnection, type Socket } from 'node:net'

export interface SmtpSession {
  /** Resolves when the server has answered 250 to the final dot. */
  send(mail: Buffer, recipients: readonly string[], from?: string): Promise<void>
  close(): void
}

export async function openSession(port: number): Promise<SmtpSession> {
  const socket = createConnection({ host: '127.0.0.1', port })
  await once(socket, 'connect')
  const answers = readAnswers(socket)
  const expectCode = async (wanted: string): Promise<void> => {
    const { value } = await answers.next()
    if (value?.startsWith(wanted) !== true) throw new Error(`The server answered ${value ?? 'nothing'}`)
  }
  const ask = async (line: string, wanted: string): Promise<void> => {
    socket.write(`${line}\r\n`)
    await expectCode(wanted)
  }
  await expectCode('220')
  await ask('EHLO test.example.org', '250')
  return {
    async send(mail, recipients, from = 'sender@example.org') {
      await ask(`MAIL FROM:<${from}>`, '250')
      for (const recipient of recipients) await ask(`RCPT TO:<${recipient}>`, '250')
      await ask('DATA', '354')
      socket.write(inTransit(mail))
      await expectCode('250')
    },
    close: () => socket.destroy(),
  }
}

/** The mail with a line end at its end, as the server gets it and returns it: a mail over SMTP always ends in one. */
export function ended(mail: Buffer): Buffer {
  return mail.length === 0 || mail.subarray(-2).equals(CRLF) ? mail : Buffer.concat([mail, CRLF])
}

const CRLF = Buffer.from('\r\n')

function inTransit(mail: Buffer): Buffer {
  const text = ended(mail).toString('latin1')
  // A dot after a bare LF is doubled too: the server takes one of two off there, though it ends the mail by CRLF
  // alone.
  return Buffer.from(`${text.replace(/(^|\n)\./g, '$1..')}.\r\n`, 'latin1')
}

/** Reads one answer at a time, and returns its last line. */
async function* readAnswers(socket: Socket): AsyncGenerator<string, undefined> {
  let text = ''
  for await (const chunk of socket) {
    text += String(chunk)
    for (let end = text.indexOf('\r\n'); end !== -1; end = text.indexOf('\r\n')) {
      const line = text.slice(0, end)
      text = text.slice(end + 2)
      if (/^\d{3} /.test(line)) yield line
    }
  }
  return undefined
}
