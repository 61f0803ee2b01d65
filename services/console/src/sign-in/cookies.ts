import { parseCookie, stringifySetCookie } from 'cookie'
import type { HttpRequest } from '@tubepost/service'
import type { Client } from './client-of.ts'
import { SESSION_SECONDS } from './session-sql.ts'

type Kind = 'session' | 'browser' | 'oidc' | 'wall'

const NAMES = {
  session: 'tubepost',
  browser: 'tubepost-browser',
  oidc: 'tubepost-oidc',
  wall: 'tubepost-wall',
} as const
const BROWSER_SECONDS = 365 * 24 * 3_600
// As long as somebody may take to sign in at the provider.
const OIDC_SECONDS = 600
/** Browsers keep no cookie for longer (RFC 6265bis §5.5); a screen has it renewed. */
export const WALL_SECONDS = 400 * 24 * 3_600
const SECONDS = {
  session: SESSION_SECONDS,
  browser: BROWSER_SECONDS,
  oidc: OIDC_SECONDS,
  wall: WALL_SECONDS,
} as const

/**
 * `__Host-` binds a cookie to HTTPS and to this very host (RFC 6265bis §4.1.3.2). Over HTTP on this machine browsers take no
 * such cookie, so a plain one serves there, and is not read over HTTPS.
 */
const nameOf = (kind: Kind, isHttps: boolean): string => `${isHttps ? '__Host-' : ''}${NAMES[kind]}`

/** The secret in a cookie; empty where there is none, or where it could have been seen on its way. */
export function readCookie(kind: Kind, { headers }: Pick<HttpRequest, 'headers'>, client: Client): string {
  if (!client.isHttps && !client.isLoopback) return ''
  return parseCookie(headers.cookie ?? '')[nameOf(kind, client.isHttps)] ?? ''
}

/** A header `Set-Cookie`. @param secret undefined takes the cookie away @param seconds that it is kept */
export function writeCookie(
  kind: Kind,
  secret: string | undefined,
  { isHttps }: Client,
  seconds: number = SECONDS[kind],
): string {
  return stringifySetCookie({
    name: nameOf(kind, isHttps),
    value: secret ?? '',
    path: '/',
    httpOnly: true,
    secure: isHttps,
    // Lax, not Strict: whoever follows a link from a mail to a page of ours is still signed in.
    sameSite: 'lax',
    maxAge: secret === undefined ? 0 : seconds,
  })
}
