const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/

/**
 * A link as another machine may follow it: one of an installation whose set-up names no other address than this very machine
 * leads to where the viewer found the console. Pure.
 * @param origin of the page that shows it
 */
export function reachableLink(link: string, origin: string): string {
  const { hostname, pathname, hash } = new URL(link)
  return LOOPBACK.test(hostname) ? `${origin}${pathname}${hash}` : link
}
