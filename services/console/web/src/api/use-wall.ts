import type { Wall } from '@tubepost/api'
import { useQuery, type UseQueryResult } from '@tanstack/react-query'
import { useEffect } from 'react'
import { call, Refused } from './call.ts'
import { useConnectionLost } from './connection.ts'

const PATH = '/api/console/wall'
// A token that has ended is noticed by the stream; a set-up that changed, by then.
const EVERY_MS = 60_000
const WHILE_LOST_MS = 3_000
// A header takes no other signs, and a token has none; a link that was cut may end with "…".
const SENDABLE = /^[\w-]{1,200}$/
// The token is not known, or not for this; anything else may be another answer in a moment.
const JUDGED: ReadonlySet<number> = new Set([401, 403])

/**
 * The console's word on a screen: where it hangs, and whether it may show people. The token of its link, `/wall#token=TOKEN`, is changed for a cookie
 * first: it stands after the `#`, so that it comes into no log, and leaves the address bar once the console has answered.
 */
export function useWall(): UseQueryResult<Wall> {
  const isLost = useConnectionLost()
  const query = useQuery<Wall>({
    queryKey: [PATH],
    queryFn: async ({ signal }) => {
      await openByLink(signal)
      return call<Wall>(PATH, { signal })
    },
    retry: false,
    refetchInterval: isLost ? WHILE_LOST_MS : EVERY_MS,
    // Nobody touches a screen in the hall, and nobody looks at its window's focus.
    refetchIntervalInBackground: true,
  })
  const { refetch } = query
  useEffect(() => {
    if (isLost) void refetch()
  }, [isLost, refetch])
  useEffect(() => {
    // Another link may be opened in the same tab, which loads no page.
    const ask = () => void refetch()
    addEventListener('hashchange', ask)
    return () => removeEventListener('hashchange', ask)
  }, [refetch])
  return query
}

async function openByLink(signal: AbortSignal): Promise<void> {
  const bearer = new URLSearchParams(location.hash.slice(1)).get('token')
  if (bearer === null || bearer === '') return
  const forget = () => history.replaceState(null, '', location.pathname + location.search)
  if (!SENDABLE.test(bearer)) {
    forget()
    throw new Refused(401, 'unauthorized', 'The token in the link is damaged.')
  }
  try {
    await call(PATH, { method: 'POST', bearer, signal })
    forget()
  } catch (error) {
    // Until it is judged it stays, so that a screen that is switched on before the network comes up all the same.
    if (error instanceof Refused && JUDGED.has(error.status)) forget()
    throw error
  }
}
