import type { MailboxRecord } from '@tubepost/events'
import { addressKey } from '@tubepost/mail'

type Route = MailboxRecord['routes'][number]

/** The route a mail takes, and later routes that match it too. */
export interface RouteFound {
  readonly route: Route
  readonly others: readonly Route[]
}

/**
 * The first route that matches one of the recipients, in the order of the set-up file. A recipient is the exact
 * address (never a part of it), or the address with a detail, as `status+x@example.com` is for `status@example.com`
 * (RFC 5233).
 */
export function findRoute(routes: readonly Route[], recipients: readonly string[]): RouteFound | undefined {
  const addressed = new Set(recipients.map(addressKey).flatMap((key) => [key, withoutDetail(key)]))
  const [route, ...others] = routes.filter(({ recipient }) => recipient === '*' || addressed.has(addressKey(recipient)))
  return route === undefined ? undefined : { route, others }
}

function withoutDetail(key: string): string {
  const plus = key.indexOf('+')
  const at = key.lastIndexOf('@')
  // A quoted local part may hold a plus that separates nothing.
  return plus > 0 && plus < at && !key.startsWith('"') ? key.slice(0, plus) + key.slice(at) : key
}
