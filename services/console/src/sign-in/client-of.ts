import { isIP } from 'node:net'
import type { HttpRequest } from '@tubepost/service'
import type { Settings } from './settings.ts'

/** The other end of a call, as far as the proxies that the set-up trusts are believed. */
export interface Client {
  readonly address: string
  /** Counted together: an IPv4 address, or the /64 that one IPv6 customer has (RFC 6177). */
  readonly network: string
  /** The host that the browser calls, without its port, lower case; undefined where the header makes no sense. */
  readonly host: string | undefined
  /** As the browser names us: `https://status.example.com`. */
  readonly origin: string | undefined
  readonly isHttps: boolean
  /** The browser calls its own machine, whose traffic nobody else sees. */
  readonly isLoopback: boolean
}

type Told = Pick<HttpRequest, 'headers' | 'ip'>

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/
const HOST = /^(\[[\da-f:.]+\]|[\w.-]+)(:\d{1,5})?$/i

export function clientOf({ headers, ip }: Told, { isTrustedProxy }: Pick<Settings, 'isTrustedProxy'>): Client {
  const peer = plain(ip)
  const isProxied = isTrustedProxy(peer)
  const isHttps = isProxied && last(headers['x-forwarded-proto']).toLowerCase() === 'https'
  const address = isProxied ? firstUntrusted(peer, headers['x-forwarded-for'], isTrustedProxy) : peer
  const url = HOST.test(headers.host ?? '') ? URL.parse(`${isHttps ? 'https' : 'http'}://${headers.host}`) : null
  const host = url?.hostname
  return {
    address,
    network: networkOf(address),
    host,
    origin: url?.origin,
    isHttps,
    isLoopback: host !== undefined && LOOPBACK.test(host),
  }
}

const all = (header: string | readonly string[] | undefined): string[] =>
  [header ?? ''].flat().flatMap((value) => value.split(',').map((part) => part.trim()))
const last = (header: string | readonly string[] | undefined): string => all(header).at(-1) ?? ''

/** Each proxy writes behind the others whom it heard; what stands before the first that is not trusted, anybody can write. */
function firstUntrusted(
  peer: string,
  forwardedFor: string | readonly string[] | undefined,
  isTrusted: (address: string) => boolean,
): string {
  let heard = peer
  for (const hop of all(forwardedFor).toReversed()) {
    const address = plain(hop)
    if (isIP(address) === 0) return heard
    heard = address
    if (!isTrusted(address)) return heard
  }
  return heard
}

/** Without a port, brackets, a zone, and the IPv6 form of an IPv4 address (RFC 4291 §2.5.5.2). */
function plain(text: string): string {
  const bare = /^\[([^\]]+)\](:\d+)?$/.exec(text)?.[1] ?? text.replace(/^(\d+(\.\d+){3}):\d+$/, '$1')
  return bare.replace(/%.*$/, '').replace(/^::ffff:(?=\d+\.)/i, '')
}

const GROUPS_OF_A_CUSTOMER = 4

function networkOf(address: string): string {
  if (isIP(address) !== 6) return address
  // The URL parser writes an IPv6 address in one way, with at most one "::" (RFC 5952).
  const [head = '', tail] = new URL(`http://[${address}]`).hostname.slice(1, -1).split('::')
  const before = head === '' ? [] : head.split(':')
  const after = tail === undefined || tail === '' ? [] : tail.split(':')
  const zeros = tail === undefined ? [] : Array.from({ length: 8 - before.length - after.length }, () => '0')
  return `${[...before, ...zeros, ...after].slice(0, GROUPS_OF_A_CUSTOMER).join(':')}::/64`
}
