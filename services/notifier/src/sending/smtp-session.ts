import { Readable } from 'node:stream'
import { crashPoint } from '@tubepost/service'
import { readPassword, type SmtpSettings } from '@tubepost/setup'
import SMTPConnection from 'nodemailer/lib/smtp-connection'
import { serverText, smtpProblem } from './smtp-errors.ts'
import { timeLimit, within } from './time-limit.ts'

/** How a try ended. `lost`: the connection broke after the final dot, so nobody knows (RFC 1047). */
export type Sent =
  | { kind: 'sent'; response: string }
  /** `sender`: the address in MAIL FROM was refused, then or later, so every mail will be. */
  | { kind: 'refused'; permanent: boolean; response: string; at: 'sender' | 'mail' }
  | { kind: 'unreachable'; code: string; problem: string }
  | { kind: 'lost'; problem: string }

export interface SmtpSession {
  /** False when the server has closed the connection. */
  readonly isOpen: boolean
  /**
   * Sends one mail. `handOver` is awaited when all but the final dot has been sent: until then
   * the server cannot have taken the mail. When it returns false, the mail is not finished and the connection
   * dropped. After anything but `sent` the session is closed, because the state of the server is unknown.
   */
  send(mail: { from: string; to: readonly string[]; raw: Buffer }, handOver: () => Promise<boolean>): Promise<Sent>
  /** Ends the session with QUIT. */
  close(): void
}

export interface SmtpTimes {
  /** For the connection, the greeting and TLS together. */
  readonly connectMs: number
  /** For the log-in, and for one mail up to its final dot. */
  readonly commandMs: number
  /** For the answer to the final dot. */
  readonly dotMs: number
}

/**
 * Connects and logs in. Throws errors that `smtpProblem` translates. Once `cutOff` is aborted it waits for no answer.
 */
export async function openSmtp(
  settings: SmtpSettings & { name: string },
  times: SmtpTimes,
  cutOff: AbortSignal,
): Promise<SmtpSession> {
  const { username } = settings
  const pass = username === undefined ? undefined : (readPassword(settings.password) ?? '')
  const connection = new SMTPConnection({
    host: settings.host,
    port: settings.port,
    secure: settings.tls === 'implicit',
    requireTLS: settings.tls === 'starttls',
    ignoreTLS: settings.tls === 'none',
    tls: { rejectUnauthorized: settings.tlsVerify },
    connectionTimeout: times.connectMs,
    greetingTimeout: times.connectMs,
    socketTimeout: times.dotMs,
    name: settings.name,
  })
  let isOpen = true
  let broken: Error | undefined
  const breaking = Promise.withResolvers<never>()
  breaking.promise.catch(() => {})
  const hangUp = () => breaking.reject(Object.assign(new Error('the service stops'), { code: 'ETIMEDOUT' }))
  cutOff.addEventListener('abort', hangUp)
  connection.on('error', (error: Error) => {
    broken = error
    isOpen = false
    breaking.reject(error)
  })
  connection.on('end', () => {
    isOpen = false
    cutOff.removeEventListener('abort', hangUp)
    // A server that closes with 421 has said why; its answer is the error of the command that it answered.
    setImmediate(() => breaking.reject(broken ?? Object.assign(new Error('closed'), { code: 'ECONNECTION' })))
  })
  const step = (take: (callback: (error?: Error | null) => void) => void, ms: number) =>
    within(ms, [
      breaking.promise,
      new Promise<void>((resolve, reject) => take((error) => (error ? reject(error) : resolve()))),
    ])
  let takesUtf8 = false
  try {
    await step((callback) => connection.connect(callback), times.connectMs)
    takesUtf8 = /^250[ -]SMTPUTF8\b/im.test(connection.lastServerResponse || '')
    if (username !== undefined && pass !== undefined)
      await step((callback) => connection.login({ user: username, pass }, callback), times.commandMs)
  } catch (error) {
    connection.close()
    throw error
  }

  return {
    get isOpen() {
      return isOpen
    },
    close() {
      isOpen = false
      connection.quit()
    },
    async send(mail, handOver) {
      const beyond = takesUtf8 ? undefined : mail.to.find((address) => /[^\0-\x7f]/.test(address))
      if (beyond !== undefined) return { kind: 'refused', permanent: true, at: 'mail', response: NO_UTF8 }
      let handedOver = false
      const deadline = timeLimit(times.commandMs)
      const message = throughHandOver(mail.raw, async () => {
        handedOver = await handOver()
        if (handedOver) deadline.restart(times.dotMs)
        return handedOver
      })
      try {
        const sending = new Promise<string>((resolve, reject) => {
          connection.send({ from: mail.from, to: [...mail.to], size: mail.raw.length }, message, (error, info) =>
            error ? reject(error) : resolve(acceptance(info)),
          )
        })
        return { kind: 'sent', response: await Promise.race([sending, breaking.promise, deadline.passed]) }
      } catch (error) {
        isOpen = false
        connection.close()
        return judge(error, handedOver)
      } finally {
        deadline.stop()
      }
    },
  }
}

/** The mail's bytes. The end of the stream, which becomes the final dot, waits for the hand-over. */
function throughHandOver(raw: Buffer, handOver: () => Promise<boolean>): Readable {
  async function* parts() {
    crashPoint('after-354') // nothing is read before the server has answered 354
    yield raw
    if (!(await handOver())) throw new Error('somebody else has claimed this reply')
    setImmediate(() => crashPoint('after-final-dot'))
  }
  return Readable.from(parts(), { objectMode: false })
}

/**
 * A mail that was refused for some recipients has been sent to the others, and is not sent again for the refused
 * ones.
 */
function acceptance(info: {
  response: string
  rejectedErrors?: readonly { response?: string | undefined }[] | undefined
}): string {
  const refused = info.rejectedErrors ?? []
  const answers = refused.map(({ response }) => response).join('; ')
  return serverText(
    refused.length === 0 ? info.response : `${info.response} (refused for ${refused.length}: ${answers})`,
  )
}

// RFC 6531 §3.2: then the mail must not be sent.
const NO_UTF8 = 'The outgoing mail server does not offer SMTPUTF8, and without it this address cannot be written.'

// Servers that wait with their refusal of MAIL FROM until RCPT (Postfix with smtpd_delay_reject, its default; Exim) or until
// the dot (Exchange Online), and the enhanced codes of RFC 3463 §3.2 for a sender's address.
const ABOUT_SENDER =
  /\b[45]\.1\.[78]\b|\bsender (?:address rejected|verif)|\b(?:null|empty) (?:sender|return|envelope)|\bsend as this sender\b/i

function judge(error: unknown, handedOver: boolean): Sent {
  const { responseCode, response, code: kind, command, message } = error as NodemailerError
  // RFC 1870 §6.1: a mail beyond the announced size is not sent.
  if (kind === 'EMESSAGE' && responseCode === undefined && command === 'MAIL FROM')
    return { kind: 'refused', permanent: true, at: 'mail', response: serverText(message) }
  if (typeof responseCode === 'number' && responseCode >= 400) {
    const text = serverText(response ?? String(responseCode))
    const at = command === 'MAIL FROM' || ABOUT_SENDER.test(text) ? 'sender' : 'mail'
    return { kind: 'refused', permanent: responseCode >= 500, at, response: text }
  }
  const { code, text } = smtpProblem(error)
  return handedOver ? { kind: 'lost', problem: text } : { kind: 'unreachable', code, problem: text }
}

interface NodemailerError {
  readonly code?: string
  readonly command?: string
  readonly message?: string
  readonly response?: string
  readonly responseCode?: number
}
