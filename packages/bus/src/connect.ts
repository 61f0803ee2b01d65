import { setTimeout as delay } from 'node:timers/promises'
import { connect, type NatsConnection, nkeyAuthenticator } from '@nats-io/transport-node'
import { brokerTlsError } from './broker-tls-error.ts'
import { serverAddress } from './server-address.ts'

export interface BusOptions {
  servers: string
  /** Names the connection and its inbox. */
  user: string
  /** Seed of the user's key. */
  seed: string
  /** PEM of the authority that signed the server's certificate; with it the connection must be TLS. */
  caFile?: string | undefined
  /** Hears of disconnects, reconnects and refused subjects; the connection mends itself. */
  onStatus: (status: { type: string; detail: string }) => void
}

const RECONNECT_WAIT_MS = 500
// Two missed pings mean the server is gone although TCP has not noticed: half a minute instead of TCP's quarter of an hour.
const PING_INTERVAL_MS = 15_000
const MAX_PINGS_OUT = 2

/** The prefix under which a user may receive answers; its permissions name it (ADR-32). */
export function inboxPrefixOf(user: string): string {
  return `_INBOX_${user}`
}

/**
 * Connects, and keeps trying until a server answers. The connection survives restarts of the server. Throws a
 * BrokerTlsError where the two do not agree about TLS.
 */
export async function connectBus(options: BusOptions): Promise<NatsConnection> {
  for (;;) {
    try {
      const connection = await connectOnce(options)
      void watchStatus(connection, options.onStatus)
      return connection
    } catch (error) {
      const refused = brokerTlsError(error, options)
      if (refused !== undefined) throw refused
      options.onStatus({ type: 'waiting', detail: String(error) })
      await delay(RECONNECT_WAIT_MS * (1 + Math.random()))
    }
  }
}

function connectOnce(options: BusOptions): Promise<NatsConnection> {
  return connect({
    servers: options.servers,
    authenticator: nkeyAuthenticator(new TextEncoder().encode(options.seed)),
    ...(options.caFile !== undefined && { tls: tlsOptions(options.servers, options.caFile) }),
    name: `tubepost-${options.user}`,
    inboxPrefix: inboxPrefixOf(options.user),
    maxReconnectAttempts: -1,
    reconnectTimeWait: RECONNECT_WAIT_MS,
    reconnectJitter: RECONNECT_WAIT_MS,
    pingInterval: PING_INTERVAL_MS,
    maxPingOut: MAX_PINGS_OUT,
    ignoreAuthErrorAbort: true,
    noAsyncTraces: true, // else each request captures a stack
  })
}

/** For an address the client asks for no name, and Node would then want a certificate for `localhost`. */
function tlsOptions(servers: string, caFile: string): { caFile: string; host: string } {
  return { caFile, host: serverAddress(servers).host }
}

async function watchStatus(connection: NatsConnection, onStatus: BusOptions['onStatus']): Promise<void> {
  for await (const status of connection.status()) {
    if (status.type === 'ping') continue
    onStatus({ type: status.type, detail: 'error' in status ? String(status.error) : '' })
  }
}
