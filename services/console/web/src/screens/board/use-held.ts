import type { HeldReplies, People } from '@tubepost/api'
import { useMay } from '../../api/me.ts'
import { SELDOM_MS, useAnswer } from '../../api/use-answer.ts'
import { heldAddresses } from './held-addresses.ts'

/** People whose replies are held, each with the address that the first of them goes to; none for those who may not see it. */
export function useHeld(): ReadonlyMap<string, string> {
  const may = useMay()
  const held = useAnswer<HeldReplies>(may('notifier:read') ? '/api/notifier/held' : undefined).data?.held ?? []
  const directory = useAnswer<People>(held.length > 0 ? '/api/status/people' : undefined, { everyMs: SELDOM_MS })
  return heldAddresses(held, directory.data?.people ?? [])
}
