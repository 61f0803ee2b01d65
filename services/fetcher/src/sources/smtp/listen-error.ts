import { PORT_TAKEN, SourceError } from '../source-errors.ts'

/** Why a port cannot be listened on, in words to act on. */
export function toListenError(
  error: NodeJS.ErrnoException,
  { host, port }: { host: string; port: number },
): SourceError {
  const { code = 'no code' } = error
  const because = { cause: error }
  switch (code) {
    case 'EADDRINUSE':
      return new SourceError(PORT_TAKEN, portTaken(port), because)
    case 'EACCES':
      return new SourceError(
        'source/port-forbidden',
        `Tubepost may not listen on port ${port}; ports below 1024 need a right of their own. Give the mailbox a port from 1024 on, or grant CAP_NET_BIND_SERVICE.`,
        because,
      )
    case 'EADDRNOTAVAIL':
      return new SourceError(
        'source/no-such-address',
        `Tubepost cannot listen on ${host}, which is no address of this machine. Set SMTP_HOST to one that it has, or to 0.0.0.0.`,
        because,
      )
    default:
      return new SourceError(
        'source/not-listening',
        `Port ${port} of ${host} cannot be listened on (${code}).`,
        because,
      )
  }
}

export function portTaken(port: number): string {
  return `Another program listens on port ${port}, so no mail is taken there. Stop that program, or give the mailbox another port.`
}
