import { BlockList, isIPv6, type Socket } from 'node:net'
import { SMTPServer, type SMTPServerOptions } from 'smtp-server'
import { IntakeConnection } from './intake-connection.ts'
import type { IntakeLimits } from './intake-limits.ts'

type ConnectionOptions = Parameters<SMTPServer['connect']>[1]

const LOOK_MS = 1_000
const IPV6_NETWORK_BITS = 64

/** An SMTP server whose connections keep to the limits: how many there are of one client, and how long each mail takes. */
export class IntakeServer extends SMTPServer {
  readonly #limits: IntakeLimits
  readonly #isBehindProxy: boolean

  constructor(options: SMTPServerOptions, limits: IntakeLimits, isBehindProxy = false) {
    super({ ...options, maxClients: limits.clients, socketTimeout: limits.silenceMs })
    this.#limits = limits
    this.#isBehindProxy = isBehindProxy
    const looking = setInterval(() => this.#endLate(), LOOK_MS).unref()
    this.server.once('close', () => clearInterval(looking))
  }

  /** A proxy says who the client is (PROXY protocol, version 1); from this machine, Test Connection comes without one. */
  override _expectsProxyHeader(socket: Socket): boolean {
    return this.#isBehindProxy && !isThisMachine(socket.remoteAddress ?? '')
  }

  override connect(socket: Socket, options?: ConnectionOptions): void {
    const isNeighbour = neighboursOf(options?.remoteAddress ?? socket.remoteAddress ?? '')
    const neighbours = [...this.connections].filter(({ remoteAddress }) => isNeighbour(remoteAddress)).length
    if (neighbours >= this.#limits.clientsOfOneAddress) {
      socket.on('error', () => {})
      socket.write('421 4.7.0 Too many connections from your address; please come again when one of them has ended\r\n')
      socket.destroySoon()
      return
    }
    const connection = new IntakeConnection(this, socket, this.#limits, options)
    this.connections.add(connection)
    connection.on('error', (error) => this._onError(error))
    connection.on('connect', (data) => this._onClientConnect(data))
    connection.init()
  }

  #endLate(): void {
    const now = performance.now()
    for (const connection of this.connections)
      if (connection instanceof IntakeConnection && connection.isLate(now))
        connection.send(421, '4.4.2 The mail takes too long; please send it again')
  }
}

/** Whether an address is the same client: the same address, for IPv6 the same /64. */
export function neighboursOf(address: string): (other: string) => boolean {
  const plain = withoutMapping(address)
  if (!isIPv6(plain)) return (other) => withoutMapping(other) === plain
  const network = new BlockList()
  network.addSubnet(plain.replace(/%.*$/, ''), IPV6_NETWORK_BITS, 'ipv6')
  return (other) => isIPv6(other) && network.check(other.replace(/%.*$/, ''), 'ipv6')
}

const isThisMachine = (address: string): boolean => ['127.0.0.1', '::1'].includes(withoutMapping(address))

/** A listener for both families reports IPv4 as ::ffff:192.0.2.1. */
function withoutMapping(address: string): string {
  return address.replace(/^::ffff:(?=\d+\.)/i, '')
}
