import { useQuery, type UseQueryResult } from '@tanstack/react-query'
import { respond } from './call.ts'

/** Why a frame has no page: it cannot tell. True where there is one now. */
export function useWhyNot(path: string): UseQueryResult<true> {
  return useQuery({
    queryKey: [path, 'why not'],
    queryFn: async ({ signal }) => {
      await (await respond(path, { signal })).text()
      return true as const
    },
  })
}
