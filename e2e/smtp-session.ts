/**
 * A client that sends a mail's bytes unchanged but for its line ends, which are CR LF on the way: dot-stuffed where the
 * protocol requires it (RFC 5321 §4.5.2), and never corrected otherwise.
 */
import type { Socket } from 'node:net'
import { openDialog, waitUntil } from '@tubepost/testing'

export interface SmtpSession {
  /** Resolves when the server has answered 250 to the final dot. */
  send(mail: Buffer, recipients: readonly string[], from?: string): Promise<void>
  /** Goes as far as the DATA of a mail; its bytes, in transit, are then written to the socket by the caller. */
  begin(recipients: readonly string[]): Promise<void>
  /** The final dot, and the answer to it. */
  end(): Promise<string>
  readonly socket: Socket
  close(): void
}

export async function openSession(port: number): Promise<SmtpSession> {
  const { socket, greeting, ...dialog } = await openDialog(port)
  const answer = async () => (await dialog.answer()) ?? 'nothing'
  const expectCode = (told: string, wanted: string): void => {
    if (!told.startsWith(wanted)) throw new Error(`The server answered ${told}`)
  }
  const ask = async (line: string, wanted: string) => expectCode((await dialog.ask(line)) ?? 'nothing', wanted)
  expectCode(greeting, '220')
  await ask('EHLO test.example.org', '250')
  const begin = async (recipients: readonly string[], from = 'sender@example.org'): Promise<void> => {
    await ask(`MAIL FROM:<${from}>`, '250')
    for (const recipient of recipients) await ask(`RCPT TO:<${recipient}>`, '250')
    await ask('DATA', '354')
  }
  return {
    socket,
    begin,
    end() {
      dialog.write('.\r\n')
      return answer()
    },
    async send(mail, recipients, from) {
      await begin(recipients, from)
      dialog.write(inTransit(mail))
      expectCode(await answer(), '250')
    },
    close: () => socket.destroy(),
  }
}

// Intakes are opened one after the other once the services run.
const OPEN_MS = 60_000

/** A session with an intake that may not be open yet. */
export function awaitSession(port: number): Promise<SmtpSession> {
  return waitUntil(() => openSession(port).catch(() => undefined), { timeoutMs: OPEN_MS, what: 'the intake' })
}

/** The mail as the server gets it: every line ends in CR LF (RFC 5321 §2.3.8), the last one too. */
export function onTheWire(mail: Buffer): Buffer {
  const text = mail.toString('latin1').replace(/\r\n|\r|\n/g, '\r\n')
  return Buffer.from(text === '' || text.endsWith('\r\n') ? text : `${text}\r\n`, 'latin1')
}

function inTransit(mail: Buffer): Buffer {
  const text = onTheWire(mail).toString('latin1')
  return Buffer.from(`${text.replace(/^\./gm, '..')}.\r\n`, 'latin1')
}
