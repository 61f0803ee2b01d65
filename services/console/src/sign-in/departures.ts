import { people } from '@tubepost/events'
import { forgetDeparted } from './departure-sql.ts'
import type { ConsoleContext } from './settings.ts'

const EVERY_MS = 60_000

/** Whoever gets the id of somebody who left does not get their password. */
export const departures = {
  name: 'departures',
  everyMs: EVERY_MS,
  async run({ pool, reference }: Pick<ConsoleContext, 'pool' | 'reference'>): Promise<void> {
    const { records, ready } = reference(people)
    const present = [...records.keys()]
    // A list that is not whole is a broker that lost it, and not an office that everybody left.
    if (ready && present.length > 0) await forgetDeparted(pool, present)
  },
}
