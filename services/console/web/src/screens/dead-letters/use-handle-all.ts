import { type LettersHandled, MOST_LETTERS_AT_ONCE } from '@tubepost/api'
import { useMutation, type UseMutationResult, useQueryClient } from '@tanstack/react-query'
import { call } from '../../api/call.ts'

export interface AllLetters {
  readonly verb: 'redrive' | 'discard'
  readonly filters: { readonly state: string; readonly service: string }
  /** The number that was confirmed. */
  readonly count: number
  /** When the latest of them had died: later ones are left alone, whoever else handles those of before. */
  readonly until: string | null
}

/** Handles as many dead letters as were confirmed, the oldest first, in as many calls as it takes. */
export function useHandleAll(): UseMutationResult<LettersHandled, Error, AllLetters> {
  const client = useQueryClient()
  return useMutation<LettersHandled, Error, AllLetters>({
    mutationFn: async ({ verb, filters: { state, service }, count, until }) => {
      const which = {
        ...(state !== '' && { state }),
        ...(service !== '' && { service }),
        ...(until !== null && { until }),
      }
      let done = 0
      for (;;) {
        const limit = Math.min(count - done, MOST_LETTERS_AT_ONCE)
        const path = `/api/console/dead-letters/${verb}`
        const handled = await call<LettersHandled>(path, { method: 'POST', body: { ...which, limit } })
        done += handled.done
        if (done >= count || handled.done === 0) return { ...handled, done }
      }
    },
    onSettled: () => client.invalidateQueries(),
  })
}
