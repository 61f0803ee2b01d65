import type { Preview, TemplateDraft } from '@tubepost/api'
import { keepPreviousData, useQuery, type UseQueryResult } from '@tanstack/react-query'
import { call } from '../../api/call.ts'
import { usePaused } from '../../parts/use-paused.ts'

/** A draft as the mail that it becomes, a moment after it was typed; refused with the problems that it has. */
export function usePreview(path: string, draft: TemplateDraft): UseQueryResult<Preview> {
  const asked = usePaused(JSON.stringify(draft))
  return useQuery<Preview>({
    queryKey: [path, asked],
    queryFn: ({ signal }) => call<Preview>(path, { method: 'POST', body: JSON.parse(asked) as TemplateDraft, signal }),
    placeholderData: keepPreviousData,
  })
}
