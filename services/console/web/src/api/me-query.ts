import type { Me } from '@tubepost/api'
import { queryOptions } from '@tanstack/react-query'
import { call, isFinal } from './call.ts'

const PATH = '/api/console/me'
// A session that ended is noticed at the next call, or by then.
const EVERY_MS = 60_000
// Without an answer there is nothing to show: a console, or a database of its, that is just starting has one soon.
const AGAIN_MS = 2_000
// Asked for before the page is drawn, and not again because it is.
const FRESH_MS = 5_000

/** The caller, if anybody is known. */
export const ME_QUERY = queryOptions({
  queryKey: [PATH],
  queryFn: ({ signal }) => call<Me>(PATH, { signal }),
  refetchInterval: ({ state: { error } }) => (error === null || isFinal(error) ? EVERY_MS : AGAIN_MS),
  staleTime: FRESH_MS,
})
