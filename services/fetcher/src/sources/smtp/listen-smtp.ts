import type { Readable } from 'node:stream'
import { type SMTPServerSession, SMTPServer } from 'smtp-server'
import type { IncomingMail } from '../incoming-mail.ts'
import type { Intake } from '../source.ts'
import { spool } from './spool.ts'

// RFC 5321 §4.5.3.1.8 asks for a hundred at least.
const MAX_RECIPIENTS = 1_000
const MAX_CLIENTS = 200
const SOCKET_TIMEOUT_MS = 5 * 60_000
const GOING = 'The server is stopping; please come again'

const NAME = 'tubepost'
const BANNER = 'Tubepost'
/** The name by which the intake is recognised among the programs that listen on a port. */
export const GREETING = `220 ${NAME} ESMTP ${BANNER}`

/**
 * Listens for mail. `accepts` says whether an address is ours; `take` must have stored the mail durably when it
 * resolves, because then, and only then, the sender gets its 250 (RFC 5321 §4.2.5).
 */
export async function listenSmtp(options: {
  host: string
  port: number
  spoolDir: string
  accepts: (address: string) => boolean
  /** Bytes of a mail to keep; of a larger one only the header block is kept. */
  maxBytes: (recipients: readonly string[]) => number
  take: (mail: IncomingMail) => Promise<void>
  onError: (error: Error) => void
}): Promise<Intake> {
  let transactions = 0
  let closing = false
  /** Sessions whose mail is coming in. */
  const receiving = new Set<SMTPServerSession>()
  const leaveIdle = () => {
    for (const connection of server.connections) {
      if (receiving.has(connection.session)) continue
      connection.send(421, GOING)
      connection.close()
    }
  }
  const server = new SMTPServer({
    name: NAME,
    banner: BANNER,
    authOptional: true,
    disabledCommands: ['AUTH', 'STARTTLS'],
    maxClients: MAX_CLIENTS,
    socketTimeout: SOCKET_TIMEOUT_MS,
    disableReverseLookup: true,
    logger: false,
    onRcptTo(address, session, callback) {
      if (session.envelope.rcptTo.length >= MAX_RECIPIENTS) return callback(answer(452, 'Too many recipients'))
      if (!options.accepts(address.address)) return callback(answer(550, '5.1.1 No such mailbox here'))
      callback()
    },
    onData(stream, session, callback) {
      receiving.add(session)
      const told = receive(stream, session).then(
        () => callback(null, 'Stored'),
        (error: Error) => {
          options.onError(error)
          stream.resume()
          callback(answer(451, '4.3.0 The mail could not be stored; please send it again later'))
        },
      )
      void told.finally(() => {
        receiving.delete(session)
        if (closing) setImmediate(leaveIdle) // after the answer
      })
    },
  })
  async function receive(stream: Readable, session: SMTPServerSession): Promise<void> {
    const recipients = session.envelope.rcptTo.map((recipient) => recipient.address)
    const since = Date.now()
    const content = await spool(stream, options.spoolDir, options.maxBytes(recipients))
    try {
      const id = `${session.id}.${Date.now()}.${++transactions}`
      await options.take({ session: id, envelopeFrom: senderOf(session), recipients, content, since })
    } finally {
      await content.discard()
    }
  }
  server.on('error', options.onError)
  await new Promise<void>((resolve, reject) => {
    server.server.once('error', reject)
    server.listen(options.port, options.host, () => {
      server.server.off('error', reject)
      resolve()
    })
  })
  return {
    // A client that sends nothing gets 421 (RFC 5321 §3.8).
    close: () =>
      new Promise((resolve) => {
        closing = true
        server.close(resolve)
        leaveIdle()
      }),
    cutOff: () => {
      for (const connection of server.connections) connection.close()
    },
  }
}

function answer(responseCode: number, message: string): Error {
  return Object.assign(new Error(message), { responseCode })
}

/** The empty text for the null sender `<>` (RFC 5321 §4.5.5), under which servers send their own messages. */
function senderOf(session: SMTPServerSession): string {
  const from = session.envelope.mailFrom
  return from === false ? '' : from.address
}
