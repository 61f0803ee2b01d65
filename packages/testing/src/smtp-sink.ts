/** An SMTP server in this process that keeps the mails it takes, and misbehaves on request. */
import type { Socket } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { SMTPServer, type SMTPServerSession } from 'smtp-server'
import { freePort } from './free-port.ts'
import { waitUntil } from './wait-until.ts'

/** `data`: 354 was sent and nothing of the mail read. `dot`: all of it was read, and not answered yet. */
export type SmtpPhase = 'connect' | 'auth' | 'mail' | 'rcpt' | 'data' | 'dot'

export type SmtpMoment = {
  readonly phase: SmtpPhase
  readonly from: string
  /** The recipients accepted so far; at `rcpt`, the requested one comes last. */
  readonly to: readonly string[]
  /** Number of earlier connections. */
  readonly connection: number
}

export type SmtpVerdict = {
  /** Waits before anything else. */
  readonly delayMs?: number
  /** Refuses: 4xx or 5xx. At `data` it is sent after the final dot. */
  readonly reply?: number
  readonly text?: string
  /** Closes the connection without an answer. At `dot` the mail is kept: the server took it, and the answer is lost. */
  readonly drop?: boolean
}

export type SmtpBehaviour = (at: SmtpMoment) => SmtpVerdict | undefined | Promise<SmtpVerdict | undefined>

export type SinkMail = {
  readonly from: string
  readonly to: readonly string[]
  readonly raw: Buffer
  readonly at: Date
}

export type SmtpSink = {
  readonly host: string
  readonly port: number
  /** In the order in which they were taken. */
  readonly mails: readonly SinkMail[]
  /** Sets the behaviour from now on; without an argument it takes every mail. */
  behave(behaviour?: SmtpBehaviour): void
  /** The first mail that matches, now or later. */
  waitFor(predicate: (mail: SinkMail) => boolean, timeoutMs?: number): Promise<SinkMail>
  stop(): Promise<void>
}

const HOST = '127.0.0.1'

export async function startSmtpSink(
  options: {
    readonly port?: number
    readonly behave?: SmtpBehaviour
    /** With a self-signed certificate; without TLS by default. */
    readonly tls?: 'implicit' | 'starttls'
    /** Announced as SIZE; the server itself takes any. */
    readonly size?: number
  } = {},
): Promise<SmtpSink> {
  const port = options.port ?? (await freePort())
  const mails: SinkMail[] = []
  const sockets = new Map<number, { socket: Socket; connection: number }>()
  let behaviour = options.behave
  let connections = 0

  /** Rejects with the reply to send; never settles where the connection was dropped. */
  async function judge(
    phase: SmtpPhase,
    session: SMTPServerSession,
    { recipient, sender }: { recipient?: string; sender?: string } = {},
  ): Promise<void> {
    const { from: known, to } = envelopeOf(session)
    const from = sender ?? known
    const here = sockets.get(session.remotePort)
    const asked = recipient === undefined ? to : [...to, recipient]
    const verdict = await behaviour?.({ phase, from, to: asked, connection: here?.connection ?? 0 })
    if (verdict?.delayMs !== undefined) await pause(verdict.delayMs)
    if (verdict?.drop === true) {
      here?.socket.destroy()
      if (phase !== 'dot') await new Promise(() => {})
    }
    if (verdict?.reply !== undefined) {
      throw Object.assign(new Error(verdict.text ?? `told to refuse at ${phase}`), { responseCode: verdict.reply })
    }
  }

  const server = new SMTPServer({
    secure: options.tls === 'implicit',
    disabledCommands: options.tls === 'starttls' ? [] : ['STARTTLS'],
    authOptional: true,
    hideSMTPUTF8: true,
    ...(options.size !== undefined && { size: options.size }),
    allowInsecureAuth: true,
    disableReverseLookup: true,
    closeTimeout: 100,
    logger: false,
    onAuth: (auth, session, callback) =>
      void judge('auth', session).then(() => callback(null, { user: auth.username ?? 'anyone' }), callback),
    onConnect: (session, callback) => void judge('connect', session).then(() => callback(), callback),
    onMailFrom: ({ address: sender }, session, callback) =>
      void judge('mail', session, { sender }).then(() => callback(), callback),
    onRcptTo: ({ address: recipient }, session, callback) =>
      void judge('rcpt', session, { recipient }).then(() => callback(), callback),
    onData(stream, session, callback) {
      async function take(): Promise<void> {
        const [refused, chunks] = await Promise.allSettled([judge('data', session), stream.toArray()])
        if (refused.status === 'rejected') throw refused.reason
        if (chunks.status === 'rejected') throw chunks.reason
        const raw = Buffer.concat(chunks.value)
        await judge('dot', session)
        mails.push({ ...envelopeOf(session), raw, at: new Date() })
      }
      take().then(() => callback(), callback)
    },
  })
  server.on('error', () => {}) // connections that were dropped
  server.server.on('connection', (socket: Socket) => {
    const remotePort = socket.remotePort ?? 0
    sockets.set(remotePort, { socket, connection: connections++ })
    socket.once('close', () => sockets.delete(remotePort))
  })
  await new Promise<void>((resolve, reject) => {
    server.server.once('error', reject)
    server.listen(port, HOST, resolve)
  })

  return {
    host: HOST,
    port,
    mails,
    behave(next) {
      behaviour = next
    },
    waitFor: (predicate, timeoutMs = 10_000) =>
      waitUntil(() => mails.find(predicate), {
        timeoutMs,
        everyMs: 5,
        what: 'a mail that fits to reach the SMTP sink',
      }),
    stop: () =>
      new Promise((resolve) => {
        for (const { socket } of sockets.values()) socket.destroy()
        server.close(() => resolve())
      }),
  }
}

function envelopeOf(session: SMTPServerSession): { from: string; to: string[] } {
  const { mailFrom, rcptTo } = session.envelope
  return { from: mailFrom === false ? '' : mailFrom.address, to: rcptTo.map(({ address }) => address) }
}
