import { deliveryChanged } from '@tubepost/events'
import { handle } from '@tubepost/service'
import { saveDeliveries } from './answers/answers-sql.ts'

/** Idempotent: a line keeps the end of its delivery, and one state before it says no more than another. */
export const onDeliveryChanged = handle(
  deliveryChanged,
  async (events, { tx }) => {
    // A statement may change a row once; the last state of a batch counts.
    await saveDeliveries(tx, [...new Map(events.map(({ data }) => [data.answerId, data])).values()])
    return []
  },
  { idempotent: true },
)
