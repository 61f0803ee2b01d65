import { Readable } from 'node:stream'
import { crashPoint } from '@tubepost/service'
import { readPassword, type SmtpSettings } from '@tubepost/setup'
import SMTPConnection from 'nodemailer/lib/smtp-connection'
import { serverText, smtpProblem } from './smtp-errors.ts'
import { timeLimit, within } from './time-limit.ts'

/** How a try ended. `lost`: the connection broke after the final dot, so nobody knows (RFC 1047). */
export type Sent =
  | { kind: 'sent'; response: string }
  | { kind: 'refused'; permanent: boolean; response: string }
  | { kind: 'unreachable'; code: string; problem: string }
  | { kind: 'lost'; problem: string }

export interface SmtpSession {
  /** False when the server has closed the connection. */
  readonly isOpen: boolean
  /**
   * Sends one mail under the null sender. `handOver` is awaited when all but the final dot has been sent: until then
   * the server cannot have taken the mail. When it returns false, the mail is not finished and the connection
   * dropped. After anything but `sent` the session is closed, because the state of the server is unknown.
   */
  send(mail: { to: readonly string[]; raw: Buffer }, handOver: () => Promise<boolean>): Promise<Sent>
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
export async function openSmtp(settings: SmtpSettings, times: SmtpTimes, cutOff: AbortSignal): Promise<SmtpSession> {
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
    name: 'tubepost',
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
  try {
    await step((callback) => connection.connect(callback), times.connectMs)
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
      let handedOver = false
      const deadline = timeLimit(times.commandMs)
      const message = throughHandOver(mail.raw, async () => {
        handedOver = await handOver()
        if (handedOver) deadline.restart(times.dotMs)
        return handedOver
      })
      try {
        const sending = new Promise<string>((resolve, reject) => {
          connection.send({ from: '', to: [...mail.to], size: mail.raw.length }, message, (error, info) =>
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

function judge(error: unknown, handedOver: boolean): Sent {
  const { responseCode, response } = error as { responseCode?: number; response?: string }
  if (typeof responseCode === 'number' && responseCode >= 400) {
    return { kind: 'refused', permanent: responseCode >= 500, response: serverText(response ?? String(responseCode)) }
  }
  const { code, text } = smtpProblem(error)
  return handedOver ? { kind: 'lost', problem: text } : { kind: 'unreachable', code, problem: text }
}
