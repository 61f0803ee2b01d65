import { once } from 'node:events'
import { connect as connectTcp, isIP } from 'node:net'
import { connect as connectTls } from 'node:tls'
import { serverAddress } from './server-address.ts'

// Less than a scrape waits for its gauges.
const TIMEOUT_MS = 2_000

/**
 * When the broker's certificate expires or expired, in seconds since 1970. Asks as a client that comes as far as TLS, which
 * follows the server's INFO, and sends nothing.
 */
export async function brokerCertificateEnd(server: string): Promise<number> {
  const { host, port } = serverAddress(server)
  const signal = AbortSignal.timeout(TIMEOUT_MS)
  const socket = connectTcp({ host, port })
  // The waits below report an error; a later one is of no interest, and must not end the process.
  socket.on('error', () => {})
  try {
    await once(socket, 'data', { signal })
    // Nothing is sent to the server, so its identity does not matter here.
    const secure = connectTls({ socket, rejectUnauthorized: false, ...(isIP(host) === 0 && { servername: host }) })
    secure.on('error', () => {})
    await once(secure, 'secureConnect', { signal })
    return Date.parse(secure.getPeerCertificate().valid_to) / 1_000
  } finally {
    socket.destroy()
  }
}
