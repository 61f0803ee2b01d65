import { useEffect, useSyncExternalStore } from 'react'

/** Kept for as long as the sign-in is shown, since the address loses it at once. */
let secret: string | undefined

/**
 * The secret of a link that signs in once, `/sign-in#link=SECRET`. It stands after the `#`, so that it comes into no log, and it
 * leaves the address bar as soon as it is read. Another link may be opened in the same tab, which loads no page.
 */
export function useLinkSecret(): string | undefined {
  const found = useSyncExternalStore(followAddress, latestSecret)
  useEffect(() => {
    if (found !== undefined) history.replaceState(null, '', location.pathname)
  }, [found])
  return found
}

function followAddress(listener: () => void): () => void {
  addEventListener('hashchange', listener)
  return () => {
    removeEventListener('hashchange', listener)
    secret = undefined
  }
}

function latestSecret(): string | undefined {
  secret = (new URLSearchParams(location.hash.slice(1)).get('link') || undefined) ?? secret
  return secret
}
