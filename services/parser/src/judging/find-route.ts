import type { MailboxRecord } from '@tubepost/events'
import { addressKey, CASE_PREFIX, numberIn, withoutDetail } from '@tubepost/mail'

type Route = MailboxRecord['routes'][number]

/** The route a mail takes, and later routes that match it too. */
export interface RouteFound {
  readonly route: Route
  readonly others: readonly Route[]
}

/**
 * The first route that matches one of the recipients, in the order of the set-up file. A recipient is the exact
 * address (never a part of it), or the address with a detail, as `status+x@example.com` is for `status@example.com`
 * (RFC 5233). The number of a case, `case-1042@`, is for each route to cases.
 * @param domains those of our mailboxes: elsewhere a number is somebody else’s
 */
export function findRoute(
  routes: readonly Route[],
  recipients: readonly string[],
  domains: ReadonlySet<string>,
): RouteFound | undefined {
  const addressed = new Set(recipients.map(addressKey).flatMap((key) => [key, withoutDetail(key)]))
  const isForCase = recipients.some((address) => numberIn(address, domains)?.startsWith(CASE_PREFIX) === true)
  const [route, ...others] = routes.filter(
    ({ recipient, to }) => recipient === '*' || addressed.has(addressKey(recipient)) || (isForCase && to === 'case'),
  )
  return route === undefined ? undefined : { route, others }
}
