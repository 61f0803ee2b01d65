import { isIP } from 'node:net'
import type { LoginAccount, SettingsOf } from '@tubepost/setup'
import { ImapFlow } from 'imapflow'
import { bareHost } from '../resolve-host.ts'
import { SourceError, toSourceError } from '../source-errors.ts'

// Each token of an answer becomes an object. A row of a FETCH has some twenty; the numbers of a SEARCH become none
// (imapflow 2.5.9). A million, which imapflow allows, would hold up all other mailboxes for seconds.
const MAX_TOKENS = 50_000

export interface ImapTimes {
  readonly connectMs: number
  readonly commandMs: number
  readonly socketMs: number
  readonly idleRenewMs: number
}

/** One session with a server. Every command has a deadline; a session that missed one is closed. */
export interface ImapConnection {
  readonly client: ImapFlow
  /**
   * Runs one command. Fails with a SourceError: for a refusal one that says so; every other error has ended the
   * session.
   */
  command<Result>(work: Promise<Result>): Promise<Result>
  close(): Promise<void>
}

export async function connectImap(
  source: SettingsOf<'imap'>,
  options: {
    address: string
    password: string
    times: ImapTimes
    cutOff?: AbortSignal
    /** Called for each command that the server answered, and whether the connection is encrypted by then. */
    answered?(isSecure: boolean): void
  },
): Promise<ImapConnection> {
  const { address, password, times, cutOff, answered } = options
  const host = bareHost(source.host)
  const client = new ImapFlow({
    host: address,
    port: source.port,
    secure: source.tls === 'implicit',
    doSTARTTLS: source.tls === 'starttls',
    servername: isIP(host) === 0 ? host : undefined,
    tls: { rejectUnauthorized: source.tlsVerify },
    auth: { user: source.username, pass: password },
    logger: false,
    disableAutoIdle: true,
    maxIdleTime: times.idleRenewMs,
    connectionTimeout: times.connectMs,
    greetingTimeout: times.connectMs,
    socketTimeout: times.socketMs,
    maxResponseTokens: MAX_TOKENS,
    clientInfo: { name: 'Tubepost' },
  })
  // Before connect: an error without a listener ends the process, and with it all mailboxes (imapflow#302).
  client.on('error', () => {})
  client.on('response', () => answered?.(client.secureConnection))
  // A server that does not answer must not hold up a service that stops; the results of commands it was sent are
  // checked at the next start.
  const hangUp = () => client.close()
  cutOff?.addEventListener('abort', hangUp)
  const connection: ImapConnection = {
    client,
    command: (work) => withinTime(client, work, times.commandMs),
    async close() {
      cutOff?.removeEventListener('abort', hangUp)
      if (client.usable) await connection.command(client.logout()).catch(() => {})
      client.close()
    },
  }
  try {
    cutOff?.throwIfAborted()
    // Greeting and TLS have deadlines of their own in imapflow; the log-in that follows has none.
    const account = { host: source.host, username: source.username, password }
    await withinTime(client, client.connect(), 2 * times.connectMs + times.commandMs, account)
    return connection
  } catch (error) {
    cutOff?.removeEventListener('abort', hangUp)
    client.close()
    throw toSourceError(error)
  }
}

/** imapflow answers most commands with `false` both when the connection is gone and when the server refused. */
async function withinTime<Result>(
  client: ImapFlow,
  work: Promise<Result>,
  limitMs: number,
  account?: LoginAccount,
): Promise<Result> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    // Without this a vanished network is noticed only by TCP, after a quarter of an hour (imapflow#48).
    timer = setTimeout(
      reject,
      limitMs,
      new SourceError('source/silent', 'The server did not answer a command in time.'),
    )
  })
  try {
    const result = await Promise.race([work, late])
    if (result === false && !client.usable) throw new SourceError('source/unreachable', 'The connection was lost.')
    return result
  } catch (error) {
    const cause = toSourceError(error, account)
    if (cause.code === 'source/silent') client.close()
    throw cause
  } finally {
    clearTimeout(timer)
  }
}
