import { lookup } from 'node:dns/promises'
import { BlockList } from 'node:net'
import { SourceError, toSourceError } from './source-errors.ts'

const USUAL_PORTS = new Set([143, 993])

// Addresses that a host name from outside must not lead to:
// https://www.iana.org/assignments/iana-ipv4-special-registry. BlockList compares IPv4-mapped IPv6 addresses with the
// IPv4 rules.
const NOT_PUBLIC = new BlockList()
for (const [network, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['224.0.0.0', 3],
] as const) {
  NOT_PUBLIC.addSubnet(network, prefix, 'ipv4')
}
for (const [network, prefix] of [
  // Including the IPv4 addresses embedded in others: compatible (RFC 4291 §2.5.5.1), translated (RFC 2765), NAT64, Teredo,
  // 6to4; and the local ones of before (RFC 3879).
  ['::', 96],
  ['::ffff:0:0:0', 96],
  ['100::', 64],
  ['64:ff9b::', 96],
  ['64:ff9b:1::', 48],
  ['2001::', 32],
  ['2002::', 16],
  ['fc00::', 7],
  ['fe80::', 10],
  ['fec0::', 10],
  ['ff00::', 8],
] as const) {
  NOT_PUBLIC.addSubnet(network, prefix, 'ipv6')
}

export function isPublicAddress(address: string, family: number): boolean {
  return !NOT_PUBLIC.check(address, family === 6 ? 'ipv6' : 'ipv4')
}

/** The host as DNS and TLS know it; an IPv6 address may have been written as in a URL. */
export function bareHost(host: string): string {
  return /^\[(.*)\]$/.exec(host)?.[1] ?? host
}

/**
 * The address to connect to. It is resolved once and used for the connection, so that a name cannot answer with a
 * public address for this check and a private one for the connection.
 */
export async function resolveHost(source: {
  readonly host: string
  readonly port: number
  readonly allowPrivateAddress: boolean
}): Promise<string> {
  if (!source.allowPrivateAddress && !USUAL_PORTS.has(source.port)) {
    throw new SourceError(
      'source/port-refused',
      `Port ${source.port} is no usual IMAP port. Set allowPrivateAddress if it is meant.`,
    )
  }
  const { address, family } = await lookup(bareHost(source.host)).catch((error: unknown) => {
    throw toSourceError(error)
  })
  if (!source.allowPrivateAddress && !isPublicAddress(address, family)) {
    throw new SourceError(
      'source/private-address',
      `The host has the private address ${address}. Set allowPrivateAddress if it is meant.`,
    )
  }
  return address
}
