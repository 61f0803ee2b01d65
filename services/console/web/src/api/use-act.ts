import { useMutation, type UseMutationResult, useQueryClient } from '@tanstack/react-query'
import { call, type Method } from './call.ts'

export interface Act {
  readonly method: Exclude<Method, 'GET'>
  readonly path: string
  readonly body?: unknown
}

/** A call that changes something. What the screen shows is asked for again after it, whether it succeeded or not. */
export function useAct<Answer = unknown>(): UseMutationResult<Answer, Error, Act> {
  const client = useQueryClient()
  return useMutation<Answer, Error, Act>({
    mutationFn: ({ method, path, body }) => call<Answer>(path, { method, body }),
    onSettled: () => client.invalidateQueries(),
  })
}
