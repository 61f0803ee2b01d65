import type { Mailboxes } from '@tubepost/api'
import { useMay } from './me.ts'
import { SELDOM_MS, useAnswer } from './use-answer.ts'

/** Ids of the mailboxes, to choose from; undefined while they are not known, and where the caller may not see them. */
export function useMailboxIds(): readonly string[] | undefined {
  const may = useMay()
  const path = may('fetcher:read') ? '/api/fetcher/mailboxes' : undefined
  const { data } = useAnswer<Mailboxes>(path, { everyMs: SELDOM_MS })
  return data?.mailboxes.map(({ id }) => id)
}
