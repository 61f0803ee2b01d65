import { deliveryChanged } from '@tubepost/events'
import { handle } from '@tubepost/service'
import { casesOf, saveDeliveries } from './answers/answers-sql.ts'
import { lockCases, saveCases } from './records/records-sql.ts'

/**
 * Idempotent: a line keeps the end of its delivery, and one state before it says no more than another. A case whose answer does not
 * arrive is the last that changed, so that lists show it first, whoever has left it.
 */
export const onDeliveryChanged = handle(
  deliveryChanged,
  async (events, { tx, now }) => {
    // A statement may change a row once; the last state of a batch counts.
    const last = new Map(events.map(({ data }) => [data.answerId, data]))
    const locked = await lockCases(tx, { ids: await casesOf(tx, [...last.keys()]) })
    if (locked.length === 0) return []
    const saved = await saveDeliveries(tx, [...last.values()])
    const missed = new Set(saved.filter(({ state }) => state !== 'sent').map(({ recordId }) => recordId))
    await saveCases(
      tx,
      locked.filter(({ id }) => missed.has(id)).map((row) => ({ ...row, updatedAt: now })),
    )
    return []
  },
  { idempotent: true },
)
