import { keepPreviousData, useQuery, type UseQueryResult } from '@tanstack/react-query'
import { call, isFinal } from './call.ts'

/** An operator's screen is looked at for a while; nothing on it may be older than this. */
export const FRESH_EVERY_MS = 10_000
/** For lists that hardly change, such as the statuses. */
export const SELDOM_MS = 60_000

/**
 * The answer of one reading call, asked for again while the screen is open.
 * @param path undefined where there is nothing to ask for yet
 */
export function useAnswer<Answer>(
  path: string | undefined,
  { everyMs = FRESH_EVERY_MS, keep = false }: { everyMs?: number | false; keep?: boolean } = {},
): UseQueryResult<Answer> {
  return useQuery<Answer>({
    queryKey: [path],
    queryFn: ({ signal }) => call<Answer>(path ?? '', { signal }),
    enabled: path !== undefined,
    refetchInterval: (query) => (isFinal(query.state.error) ? false : everyMs),
    ...(keep && { placeholderData: keepPreviousData }),
  })
}
