/** What can go wrong with a mail server, in words an administrator can act on. `code` is stable. */
export class SourceError extends Error {
  readonly code: string

  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'SourceError'
    this.code = code
  }
}

interface Foreign {
  code?: string
  authenticationFailed?: boolean
  responseText?: string
  responseStatus?: string
  message?: string
}

const NETWORK: Readonly<Record<string, string>> = {
  ENOTFOUND: 'The host name is not known to DNS.',
  EAI_AGAIN: 'DNS did not answer.',
  ECONNREFUSED: 'Nothing listens on this port of the host. Is the port right, and is IMAP switched on?',
  ECONNRESET: 'The server closed the connection.',
  ETIMEDOUT: 'The server did not answer in time. Is a firewall in between?',
  EHOSTUNREACH: 'There is no way to this host from here.',
  ENETUNREACH: 'There is no way to this network from here.',
  CONNECT_TIMEOUT: 'The server did not answer in time. Is a firewall in between?',
  GREETING_TIMEOUT:
    'Something listens on this port, but it does not greet as an IMAP server. Is TLS set as the server wants it?',
  UPGRADE_TIMEOUT: 'The server did not finish the TLS handshake.',
  NoConnection: 'The connection was lost.',
  EConnectionClosed: 'The connection was lost.',
}

/** Translates what imapflow and Node throw. Texts of the server are not repeated: they may hold anything. */
export function toSourceError(error: unknown): SourceError {
  if (error instanceof SourceError) return error
  const foreign = (error ?? {}) as Foreign
  if (foreign.authenticationFailed === true) {
    return new SourceError('imap/auth-failed', 'The server refuses the user name or the password.', { cause: error })
  }
  const code = foreign.code ?? ''
  if (/^(CERT_|ERR_TLS|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_|HOSTNAME_MISMATCH|ERR_SSL)/.test(code)) {
    return new SourceError('imap/tls-untrusted', `The certificate of the server is not trusted (${code}).`, {
      cause: error,
    })
  }
  const known = NETWORK[code]
  if (known !== undefined) return new SourceError('imap/unreachable', known, { cause: error })
  return new SourceError('imap/failed', `The server could not be used (${code || 'no code'}).`, { cause: error })
}
