import { wellFormed } from '@tubepost/events'
import { PermanentError } from '@tubepost/service'
import { type LoginAccount, serverWords } from '@tubepost/setup'

/** A problem between us and the outgoing mail server. `code` is stable; the text is for an administrator. */
export interface SmtpProblem {
  readonly code: string
  readonly text: string
}

interface Foreign {
  code?: string
  /** Node's error code, where nodemailer has put its own over it. */
  originalCode?: string
  responseCode?: number
  response?: string
  message?: string
}

const UNREACHABLE: Readonly<Record<string, string>> = {
  ENOTFOUND: 'The name of the outgoing mail server is not known to DNS.',
  EAI_AGAIN: 'DNS did not answer for the outgoing mail server.',
  EDNS: 'The name of the outgoing mail server is not known to DNS.',
  ECONNREFUSED: 'Nothing listens on this port of the outgoing mail server. Is the port right?',
  ECONNRESET: 'The outgoing mail server closed the connection.',
  ECONNECTION: 'The outgoing mail server closed the connection.',
  EPIPE: 'The outgoing mail server closed the connection.',
  EHOSTUNREACH: 'There is no way to the outgoing mail server from here.',
  ENETUNREACH: 'There is no way to the outgoing mail server’s network from here.',
}

const SILENT: Readonly<Record<string, string>> = {
  CONNECT_TIMEOUT: 'The outgoing mail server did not answer in time. Is a firewall in between?',
  GREETING_TIMEOUT:
    'Something listens on this port, but does not greet as a mail server. Does it want TLS from the start?',
  UPGRADE_TIMEOUT: 'The outgoing mail server did not finish the TLS handshake.',
  ETIMEDOUT: 'The outgoing mail server did not answer in time.',
}

export const SMTP_NETWORK_CODES: readonly string[] = [...Object.keys(UNREACHABLE), ...Object.keys(SILENT)]

// OpenSSL's message for a server that speaks plain text where TLS should begin.
const NO_TLS = /^ERR_SSL_(WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG|TLSV1_UNRECOGNIZED|UNSUPPORTED_PROTOCOL)/
const UNTRUSTED = /^(CERT_|ERR_TLS|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_|HOSTNAME_MISMATCH|ERR_SSL)/

/**
 * Translates the errors of nodemailer and Node.
 * @param account with which a log-in was tried; without it the server's answer to one is left out, for some repeat the
 * credentials in it
 */
export function smtpProblem(error: unknown, account?: LoginAccount): SmtpProblem {
  if (error instanceof PermanentError) return { code: error.code, text: error.message }
  const foreign = (error ?? {}) as Foreign
  const { code = '', originalCode = '', responseCode, response } = foreign
  if (code === 'EAUTH' || code === 'ENOAUTH') return { code: 'smtp/auth-failed', text: loginRefused(foreign, account) }
  if (NO_TLS.test(originalCode) || NO_TLS.test(code))
    return {
      code: 'smtp/tls-missing',
      text: 'The outgoing mail server does not speak TLS on this port. Is it a port for STARTTLS?',
    }
  if (UNTRUSTED.test(originalCode) || UNTRUSTED.test(code))
    return {
      code: 'smtp/tls-untrusted',
      text: `The certificate of the outgoing mail server is not trusted (${originalCode || code}).`,
    }
  const silent = SILENT[originalCode] ?? SILENT[code]
  if (silent !== undefined) return { code: 'smtp/timeout', text: silent }
  if (code === 'ETLS')
    return {
      code: 'smtp/starttls-refused',
      text: 'The outgoing mail server does not change to TLS (STARTTLS), and without it nothing is sent.',
    }
  if (responseCode !== undefined && responseCode >= 400)
    return { code: 'smtp/refused', text: `The outgoing mail server refuses: ${serverText(response)}` }
  const network = UNREACHABLE[originalCode] ?? UNREACHABLE[code]
  if (network !== undefined) return { code: 'smtp/unreachable', text: network }
  return {
    code: 'smtp/failed',
    text: `The outgoing mail server could not be used (${originalCode || code || 'no code'}).`,
  }
}

function loginRefused({ response = '' }: Foreign, account: LoginAccount | undefined): string {
  if (account === undefined) return 'The outgoing mail server refuses the user name or the password.'
  const words = serverWords(response, account)
  return `The outgoing mail server ${account.host} refuses the user name ${account.username} or the password${words === '' ? '' : `, and says: "${words}"`}. Some providers want a password of its own for each program.`
}

// RFC 5321 §4.5.3.1.5: a reply line has at most 512 octets. Some servers write far more.
const LONGEST_ANSWER = 500

/** A server's answer in a form that can be stored: one line, cut, well-formed. */
export function serverText(text: string | undefined): string {
  return wellFormed(text ?? '')
    .replace(/[\p{Cc}\u2028\u2029]+/gu, ' ')
    .slice(0, LONGEST_ANSWER)
    .toWellFormed()
    .trim()
}
