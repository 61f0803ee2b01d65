import { type InfiniteData, useInfiniteQuery, type UseInfiniteQueryResult } from '@tanstack/react-query'
import { call, isFinal } from './call.ts'
import { FRESH_EVERY_MS } from './use-answer.ts'

/**
 * A list that comes in pages, the newest first. While the first is all that is shown, it is asked for again.
 * @param path of the first page, with a query
 * @param nextOf the `before` of the page after this one; nothing on the last
 */
export function usePages<Page>(
  path: string,
  nextOf: (page: Page) => string | null | undefined,
): UseInfiniteQueryResult<InfiniteData<Page>> {
  return useInfiniteQuery({
    queryKey: [path],
    queryFn: ({ pageParam, signal }) => call<Page>(pageParam === '' ? path : `${path}&before=${pageParam}`, { signal }),
    initialPageParam: '',
    getNextPageParam: nextOf,
    refetchInterval: ({ state }) =>
      isFinal(state.error) || (state.data?.pages.length ?? 0) > 1 ? false : FRESH_EVERY_MS,
  })
}
