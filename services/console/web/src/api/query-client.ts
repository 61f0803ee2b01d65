import { QueryClient } from '@tanstack/react-query'
import { Refused } from './call.ts'

/** All answers that the page holds. */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      // Whether there is a network is seen by a call, not by the browser's guess: the console may be on this machine.
      networkMode: 'always',
      retry: (failures, error) => !(error instanceof Refused) && failures < 2,
    },
    mutations: { networkMode: 'always' },
  },
})
