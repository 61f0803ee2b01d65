import { useMutation, type UseMutationResult } from '@tanstack/react-query'
import { leaveFreely } from './leaving.ts'
import { call } from '../api/call.ts'

/** Ends the session on purpose: the page is loaded anew, and nothing of it stays for whoever comes next. */
export function useSignOut(): UseMutationResult<unknown, Error, void> {
  return useMutation({
    mutationFn: () => call('/api/console/sign-out', { method: 'POST' }),
    onSuccess: () => leaveFreely(loadAnew),
  })
}

/** Never resolves: the page ends with it. */
function loadAnew(): Promise<never> {
  location.replace('/')
  return new Promise(() => {})
}
