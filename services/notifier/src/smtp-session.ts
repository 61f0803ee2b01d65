import { Readable } from 'node:stream'
import { crashPoint, readPassword, type SmtpSettings } from '@tubepost/service'
import SMTPConnection from 'nodemailer/lib/smtp-connection'

/** How a sending ended. `lost`: the connection broke after the final dot, so nobody knows (RFC 1047). */
export type Sent =
  | { kind: 'sent'; response: string }
  | { kind: 'refused'; permanent: boolean; response: string }
  | { kind: 'unreachable'; problem: string }
  | { kind: 'lost'; problem: string }

export interface SmtpSession {
  /**
   * Sends one mail under the null sender. `handOver` is awaited when all but the final dot has been sent: until then
   * the server cannot have taken the mail. When it answers false, the mail is not finished and the connection dropped.
   */
  send(mail: { to: readonly string[]; raw: Buffer }, handOver: () => Promise<boolean>): Promise<Sent>
  close(): void
}

const CONNECT_TIMEOUT_MS = 30_000
// RFC 5321 §4.5.3.2.6: the answer to the final dot may take ten minutes.
const DATA_TIMEOUT_MS = 10 * 60_000

export async function openSmtp(settings: SmtpSettings): Promise<SmtpSession> {
  const connection = new SMTPConnection({
    host: settings.host,
    port: settings.port,
    secure: settings.tls === 'implicit',
    requireTLS: settings.tls === 'starttls',
    ignoreTLS: settings.tls === 'none',
    tls: { rejectUnauthorized: settings.tlsVerify },
    connectionTimeout: CONNECT_TIMEOUT_MS,
    greetingTimeout: CONNECT_TIMEOUT_MS,
    socketTimeout: DATA_TIMEOUT_MS,
    name: 'tubepost',
  })
  let broken: Error | undefined
  const breaking = Promise.withResolvers<never>()
  breaking.promise.catch(() => {})
  connection.on('error', (error: Error) => {
    broken = error
    breaking.reject(error)
  })
  connection.on('end', () => breaking.reject(broken ?? new Error('the server closed the connection')))
  await Promise.race([
    breaking.promise,
    new Promise<void>((resolve, reject) => connection.connect((error) => (error ? reject(error) : resolve()))),
  ])
  const { username } = settings
  if (username !== undefined) {
    const pass = readPassword(settings.password) ?? ''
    await new Promise<void>((resolve, reject) =>
      connection.login({ user: username, pass }, (error) => (error ? reject(error) : resolve())),
    )
  }
  return {
    close: () => connection.quit(),
    async send(mail, handOver) {
      let handedOver = false
      const message = throughHandOver(mail.raw, async () => {
        handedOver = await handOver()
        return handedOver
      })
      try {
        const sending = new Promise<string>((resolve, reject) => {
          connection.send({ from: '', to: [...mail.to], size: mail.raw.length }, message, (error, info) =>
            error ? reject(error) : resolve(info.response),
          )
        })
        const response = await Promise.race([sending, breaking.promise])
        return { kind: 'sent', response }
      } catch (error) {
        return judge(error, handedOver)
      }
    },
  }
}

/** The mail's bytes; the end of the stream, which becomes the final dot, waits for the hand-over. */
function throughHandOver(raw: Buffer, handOver: () => Promise<boolean>): Readable {
  async function* parts() {
    crashPoint('after-354') // nothing is read before the server has answered 354
    yield raw
    if (!(await handOver())) throw new Error('somebody else has claimed this reply')
    setImmediate(() => crashPoint('after-final-dot'))
  }
  return Readable.from(parts(), { objectMode: false })
}

function judge(error: unknown, handedOver: boolean): Sent {
  const { responseCode, response, code, message } = error as {
    responseCode?: number
    response?: string
    code?: string
    message?: string
  }
  if (typeof responseCode === 'number' && responseCode >= 400) {
    return {
      kind: 'refused',
      permanent: responseCode >= 500,
      response: (response ?? String(responseCode)).slice(0, 500),
    }
  }
  const problem = code ?? message ?? 'unknown'
  return handedOver ? { kind: 'lost', problem } : { kind: 'unreachable', problem }
}
