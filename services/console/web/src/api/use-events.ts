import type { JournalEvents } from '@tubepost/api'
import { useQuery, useQueryClient, type UseQueryResult } from '@tanstack/react-query'
import { call, isFinal, pathOf } from './call.ts'
import { type Followed, followOn, lookFrom, MOST_FOLLOWED } from './follow-events.ts'

const LOOK_EVERY_MS = 1_000
// Whoever opens the screen in the morning sees what the night brought.
const FIRST_SPAN_MS = 24 * 60 * 60_000

export const EVENTS_PATH = '/api/console/events'

/**
 * Events as they happen, for as long as the page is visible; what came meanwhile follows when it is again.
 * @param filter `name` may be the first words of a name
 */
export function useEvents(filter: { name: string; mailbox: string }): UseQueryResult<Followed> {
  const client = useQueryClient()
  const queryKey = [EVENTS_PATH, filter]
  return useQuery<Followed>({
    queryKey,
    queryFn: async ({ signal }) => {
      const known = client.getQueryData<Followed>(queryKey)
      const since = known === undefined ? new Date(Date.now() - FIRST_SPAN_MS).toISOString() : lookFrom(known)
      const path = pathOf(EVENTS_PATH, { ...filter, since, limit: String(MOST_FOLLOWED) })
      return followOn(known, await call<JournalEvents>(path, { signal }))
    },
    refetchInterval: ({ state }) => (isFinal(state.error) ? false : LOOK_EVERY_MS),
  })
}
