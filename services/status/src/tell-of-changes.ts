import type { ServiceContext } from '@tubepost/service'
import { tellBoardChanged } from './board-change-sql.ts'
import { boardChanged } from './board-changed.ts'

// As long as a timer can be; there is nothing to look for meanwhile.
const UNTIL_WOKEN_MS = 2 ** 31 - 1

/**
 * Tells all replicas that this one has committed a change of the board. After the commit and in a transaction of its own: whoever
 * notifies holds a lock of the whole database while it commits.
 */
export async function tellOfChanges(context: ServiceContext): Promise<void> {
  while (!context.signal.aborted) {
    await boardChanged.wait(UNTIL_WOKEN_MS, context.signal)
    if (!context.signal.aborted) await tellBoardChanged(context.pool)
  }
}
