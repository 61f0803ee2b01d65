import type { Tx } from '@tubepost/db'
import { type EventOf, isA, statusChanged, type TubepostEvent } from '@tubepost/events'
import type { Restored } from '@tubepost/service'
import { knownInHistory, loadKnown, saveVerdicts } from './board-sql.ts'
import { decideStatuses, type StatusRequest } from './decide-statuses.ts'

/**
 * The board was put back to an earlier time. What was set by mail since is set again by its intent; what was set over HTTP
 * stands in no intent, but in the fact that followed from it.
 */
export async function restoreStatuses(tx: Tx, { events }: Restored): Promise<TubepostEvent[]> {
  for await (const batch of events('FACT')) {
    const asked = new Map<string, StatusRequest>()
    for (const { event } of batch) if (isA(statusChanged, event)) ask(event, asked)
    for (const id of await knownInHistory(tx, [...asked.keys()])) asked.delete(id)
    const requests = [...asked.values()]
    await saveVerdicts(tx, decideStatuses(requests, await loadKnown(tx, requests)))
  }
  return []
}

function ask({ id, data }: EventOf<typeof statusChanged>, asked: Map<string, StatusRequest>): void {
  const { personId, actor, mailId, after } = data
  if (mailId !== null) return
  const { statusId, dueBack, comment, since, warnings = [] } = after
  const order = { orderedAt: since, orderedBy: id }
  const standing = { statusId, dueBack, comment, warnings }
  asked.set(id, { id, personId, ...standing, ...order, actor, mailId, fingerprint: null })
}
