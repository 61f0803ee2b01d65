import { once } from 'node:events'
import { connect as connectTcp, isIP } from 'node:net'
import { connect as connectTls } from 'node:tls'

const DEFAULT_PORT = 4222
const TIMEOUT_MS = 2_000

/**
 * When the certificate of the broker that answers is over, in seconds since 1970; one that is over already too. Asks as a
 * client that comes as far as TLS, which follows the server's INFO, and says nothing.
 */
export async function brokerCertificateEnd(servers: string): Promise<number> {
  const { hostname, port } = new URL(servers.includes('://') ? servers : `nats://${servers}`)
  const host = hostname.replace(/^\[|\]$/g, '')
  const socket = connectTcp({ host, port: port === '' ? DEFAULT_PORT : Number(port) })
  socket.setTimeout(TIMEOUT_MS, () => socket.destroy(new Error(`the broker at ${servers} does not answer`)))
  try {
    await once(socket, 'data')
    // Nothing is told to the server, so whom it proves to be does not matter here.
    const secure = connectTls({ socket, rejectUnauthorized: false, ...(isIP(host) === 0 && { servername: host }) })
    await once(secure, 'secureConnect')
    return Date.parse(secure.getPeerCertificate().valid_to) / 1_000
  } finally {
    socket.destroy()
  }
}
