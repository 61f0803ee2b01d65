import { deriveId, firstEvent, statusOverdue } from '@tubepost/events'
import type { ServiceContext } from '@tubepost/service'
import { boardChanged } from './board-changed.ts'
import { isAnyOverdue, takeOverdue } from './board-sql.ts'
import { shownStanding } from './verdict-events.ts'

// One transaction's worth; what is left is taken by the next one at once.
const BATCH_MAX = 200

/** Emits `status.overdue` once per status whose return time has passed. Replicas share the work: each takes what no other holds. */
export async function markOverdue(context: ServiceContext): Promise<void> {
  if (!(await isAnyOverdue(context.pool, new Date().toISOString()))) return
  let taken = BATCH_MAX
  while (taken === BATCH_MAX && !context.signal.aborted) {
    taken = await context.act(async (tx, { now, origin, emit }) => {
      const overdue = await takeOverdue(tx, now, BATCH_MAX)
      for (const { personId, timeZone, standing } of overdue)
        emit(
          firstEvent(statusOverdue, origin, {
            id: deriveId('status.overdue', personId, standing.orderedBy),
            data: { personId, standing: shownStanding(standing, timeZone) },
          }),
        )
      return overdue.length
    })
    if (taken > 0) boardChanged.wake()
  }
}
