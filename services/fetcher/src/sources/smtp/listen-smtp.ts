import { randomUUID } from 'node:crypto'
import type { Readable } from 'node:stream'
import { setTimeout as delay } from 'node:timers/promises'
import type { SMTPServerOptions, SMTPServerSession } from 'smtp-server'
import type { IncomingMail } from '../incoming-mail.ts'
import type { Intake } from '../source.ts'
import { IntakeConnection } from './intake-connection.ts'
import { type IntakeLimits, intakeLimits } from './intake-limits.ts'
import { IntakeServer } from './intake-server.ts'
import { RefusedData } from './intake-stream.ts'
import { toListenError } from './listen-error.ts'
import { spool } from './spool.ts'

// Once it stops, those who are about to send may begin a mail for this long. Each that is turned away comes again minutes later.
const LEAVE_AFTER_MS = 3_000
const LEAVE_EVERY_MS = 100
const GOING = 'The server is stopping; please come again'

const NOT_STORED = '4.3.0 The mail could not be stored; please send it again later'

const NAME = 'tubepost'
const BANNER = 'Tubepost'

/**
 * Listens for mail. `accepts` says whether an address is ours; `take` must have stored the mail durably when it
 * resolves, because then, and only then, the sender gets its 250 (RFC 5321 §4.2.5).
 */
export async function listenSmtp(options: {
  host: string
  port: number
  /** Whether clients come through a proxy, which says in a line of its own who they are. */
  isBehindProxy?: boolean
  spoolDir: string
  accepts: (address: string) => boolean
  /** Bytes of a mail to keep; of a larger one only the header block is kept. */
  maxBytes: (recipients: readonly string[]) => number
  take: (mail: IncomingMail) => Promise<void>
  onError: (error: Error) => void
  onNotStored: (error: Error) => void
  limits?: IntakeLimits
}): Promise<Intake> {
  let transactions = 0
  /** Sessions whose mail is coming in. */
  const receiving = new Set<SMTPServerSession>()
  const leaveIdle = (leavesAllAt: number) => {
    const now = performance.now()
    for (const connection of server.connections) {
      if (receiving.has(connection.session)) continue
      if (now < leavesAllAt && connection instanceof IntakeConnection && connection.isAboutToSend(now)) continue
      connection.send(421, GOING)
      connection.close()
    }
  }
  const limits = options.limits ?? intakeLimits
  const proof = randomUUID()
  const settings: SMTPServerOptions = {
    name: NAME,
    banner: `${BANNER} ${proof}`,
    authOptional: true,
    disabledCommands: ['AUTH', 'STARTTLS'],
    disableReverseLookup: true,
    logger: false,
    onRcptTo(address, session, callback) {
      if (session.envelope.rcptTo.length >= limits.recipients) return callback(answer(452, 'Too many recipients'))
      if (!options.accepts(address.address)) return callback(answer(550, '5.1.1 No such mailbox here'))
      callback()
    },
    onData(stream, session, callback) {
      receiving.add(session)
      const told = receive(stream, session).then(
        () => callback(null, 'Stored'),
        (error: Error) => {
          options.onError(error)
          if (!(error instanceof RefusedData || hasLeft(error))) options.onNotStored(error)
          stream.resume()
          callback(error instanceof RefusedData ? error : answer(451, NOT_STORED))
        },
      )
      void told.finally(() => receiving.delete(session))
    },
  }
  const server = new IntakeServer(settings, limits, options.isBehindProxy)
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
  server.on('error', (error) => server.server.listening && options.onError(error))
  await new Promise<void>((resolve, reject) => {
    const refused = (error: Error) => reject(toListenError(error, options))
    server.server.once('error', refused)
    server.listen(options.port, options.host, () => {
      server.server.off('error', refused)
      resolve()
    })
  })
  return {
    proof,
    // A client that sends nothing gets 421 (RFC 5321 §3.8).
    async close() {
      const leaving = setInterval(leaveIdle, LEAVE_EVERY_MS, performance.now() + LEAVE_AFTER_MS)
      const allGone = new Promise((resolve) => server.server.once('close', resolve))
      server.server.close() // smtp-server's own refuses each further command, of those within a mail too
      await Promise.race([allGone, delay(LEAVE_AFTER_MS, undefined, { ref: false })])
      await new Promise<void>((resolve) => server.close(resolve))
      clearInterval(leaving)
    },
    cutOff: () => {
      for (const connection of server.connections) connection.close()
    },
  }
}

/** Whether the sender went away in the middle of the mail. */
function hasLeft({ code }: NodeJS.ErrnoException): boolean {
  return code === 'ECONNECTION' || code === 'ERR_STREAM_PREMATURE_CLOSE'
}

function answer(responseCode: number, message: string): Error {
  return Object.assign(new Error(message), { responseCode })
}

/** The empty text for the null sender `<>` (RFC 5321 §4.5.5), under which servers send their own messages. */
function senderOf(session: SMTPServerSession): string {
  const from = session.envelope.mailFrom
  return from === false ? '' : from.address
}
