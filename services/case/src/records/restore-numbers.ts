import type { Tx } from '@tubepost/db'
import { caseChanged, caseMerged, caseOpened, caseReplied, caseSplit, isA, type TubepostEvent } from '@tubepost/events'
import type { Restored } from '@tubepost/service'
import { readNumber } from './case-row.ts'
import { raiseNumbers } from './numbers-sql.ts'

// Facts of the last moments may be lost with the broker; numbers that people have been told are not given again.
const MARGIN = 1_000
const CASE_FACTS = [caseOpened, caseReplied, caseChanged, caseMerged, caseSplit] as const

/**
 * The tables were put back to an earlier time. New cases have numbers above every one in a fact since then, so that no number
 * ever leads to two cases.
 */
export async function restoreNumbers(tx: Tx, { events }: Restored): Promise<TubepostEvent[]> {
  let highest = 0
  for await (const batch of events('FACT'))
    for (const { event } of batch)
      for (const fact of CASE_FACTS)
        if (isA(fact, event)) highest = Math.max(highest, readNumber(event.data.case.number) ?? 0)
  if (highest > 0) await raiseNumbers(tx, highest, MARGIN)
  return []
}
