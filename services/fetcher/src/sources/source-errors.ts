import { PermanentError } from '@tubepost/service'
import { type LoginAccount, serverWords } from '@tubepost/setup'
import type { Step } from './source.ts'

/** Problems with a mail server, in words an administrator can act on. `code` is stable. */
export class SourceError extends Error {
  readonly code: string

  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'SourceError'
    this.code = code
  }
}

/** Something listens at the endpoint of an intake already. It may be another replica. */
export const PORT_TAKEN = 'source/port-taken'

/** The server refused one command; the session goes on. */
export class RefusedError extends SourceError {}

export function isRefusal(error: unknown): boolean {
  return error instanceof RefusedError
}

const STEP_OF_CODE: Readonly<Record<string, Step>> = {
  'source/auth-failed': 'login',
  'source/throttled': 'login',
  'source/tls-untrusted': 'tls',
  'source/tls-missing': 'tls',
}
const ABOUT_PASSWORD = /^(setup|secret)\//

/** The step on the way to a folder that an error belongs to; undefined where its code does not say. */
export function stepOf(code: string): Step | undefined {
  return ABOUT_PASSWORD.test(code) ? 'login' : STEP_OF_CODE[code]
}

interface Foreign {
  code?: string
  authenticationFailed?: boolean
  tlsFailed?: boolean
  responseStatus?: string
  serverResponseCode?: string
  /** The server's own words. */
  responseText?: string
  /** The part of the answer that imapflow has parsed, where it throws before it has read the code itself. */
  response?: { attributes?: readonly { section?: readonly { value?: string }[] }[] }
}

const NETWORK: Readonly<Record<string, string>> = {
  ENOTFOUND: 'The host name is not known to DNS.',
  EAI_AGAIN: 'DNS did not answer.',
  ECONNREFUSED: 'Nothing listens on this port of the host. Is the port right, and is IMAP switched on?',
  ECONNRESET: 'The server closed the connection.',
  EPIPE: 'The server closed the connection.',
  ETIMEDOUT: 'The server did not answer in time. Is a firewall in between?',
  ETIMEOUT: 'The server fell silent.',
  EHOSTUNREACH: 'There is no way to this host from here.',
  ENETUNREACH: 'There is no way to this network from here.',
  CONNECT_TIMEOUT: 'The server did not answer in time. Is a firewall in between?',
  GREETING_TIMEOUT:
    'Something listens on this port, but it does not greet as an IMAP server. Is TLS set as the server wants it?',
  UPGRADE_TIMEOUT: 'The server did not finish the TLS handshake.',
  NoConnection: 'The connection was lost.',
  EConnectionClosed: 'The connection was lost.',
  ClosedAfterConnectText: 'The server closed the connection before it greeted. Does it want TLS on this port?',
  ClosedAfterConnectTLS: 'The server closed the connection before it greeted.',
}

export const NETWORK_CODES: readonly string[] = Object.keys(NETWORK)

const NO_TLS = 'The server does not speak TLS on this port. Is it a port for STARTTLS?'
const NO_STARTTLS = 'The server does not change to TLS on this port. Is it a port for TLS from the start?'
// The codes of RFC 5530 §3 and others that servers send: none of these is about the password.
const NOT_NOW = new Set(['LIMIT', 'INUSE', 'UNAVAILABLE', 'SERVERBUG', 'OVERQUOTA', 'THROTTLED'])

/**
 * Translates the errors of imapflow and Node. Of the server's texts only the answer to a log-in is repeated, cleaned.
 * @param account with which a log-in was tried
 */
export function toSourceError(error: unknown, account?: LoginAccount): SourceError {
  if (error instanceof SourceError) return error
  if (error instanceof PermanentError) return new SourceError(error.code, error.message, { cause: error })
  const foreign = (error ?? {}) as Foreign
  const { code = '' } = foreign
  const responseCode = foreign.serverResponseCode ?? foreign.response?.attributes?.[0]?.section?.[0]?.value ?? ''
  if (code === 'ETHROTTLE' || NOT_NOW.has(responseCode.toUpperCase())) {
    return new SourceError('source/throttled', 'The server asks to come back later.', { cause: error })
  }
  if (foreign.authenticationFailed === true) {
    return new SourceError('source/auth-failed', loginRefused(foreign, account), { cause: error })
  }
  if (/^ERR_SSL_(WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG|TLSV1_UNRECOGNIZED|UNSUPPORTED_PROTOCOL)/.test(code)) {
    return new SourceError('source/tls-missing', NO_TLS, { cause: error })
  }
  if (/^(CERT_|ERR_TLS|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_|HOSTNAME_MISMATCH|ERR_SSL)/.test(code)) {
    return new SourceError('source/tls-untrusted', `The certificate of the server is not trusted (${code}).`, {
      cause: error,
    })
  }
  if (foreign.tlsFailed === true) return new SourceError('source/tls-missing', NO_STARTTLS, { cause: error })
  const known = NETWORK[code]
  if (known !== undefined) return new SourceError('source/unreachable', known, { cause: error })
  // imapflow gives up a message whose bytes cannot all be had; the session goes on.
  if (code === 'DownloadIncomplete')
    return new RefusedError('source/incomplete', 'The server does not give all of a message.', { cause: error })
  if (foreign.responseStatus === 'NO' || foreign.responseStatus === 'BAD') {
    return new RefusedError('source/refused', 'The server refuses a command.', { cause: error })
  }
  return new SourceError('source/failed', `The server could not be used (${code || 'no code'}).`, { cause: error })
}

function loginRefused({ responseText = '' }: Foreign, account: LoginAccount | undefined): string {
  if (account === undefined) return 'The server refuses the user name or the password.'
  const words = serverWords(responseText, account)
  return `The server ${account.host} refuses the user name ${account.username} or the password${words === '' ? '' : `, and says: "${words}"`}. Some providers want a password of its own for each program, or IMAP switched on.`
}
