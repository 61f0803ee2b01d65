import type { JournalEvent, JournalEvents } from '@tubepost/api'

export interface Followed {
  /** Newest first. */
  readonly events: readonly JournalEvent[]
  /** When the console last looked, by its own clock. */
  readonly asOf: string
}

// The journal reads several streams, so that a later event may stand in it first.
const OVERLAP_MS = 30_000
// More are found in the stories of their mails.
export const MOST_FOLLOWED = 200

/** Pure. From when on the next look asks. */
export const lookFrom = ({ asOf }: Followed): string => new Date(Date.parse(asOf) - OVERLAP_MS).toISOString()

/** Pure. What was known with what came, each event once, and no more than can be looked at. */
export function followOn(known: Followed | undefined, { events, asOf }: JournalEvents): Followed {
  const all = new Map([...(known?.events ?? []), ...events].map((event) => [event.eventId, event]))
  const newestFirst = [...all.values()].toSorted(
    (a, b) => Date.parse(b.at) - Date.parse(a.at) || (a.eventId < b.eventId ? 1 : -1),
  )
  return { events: newestFirst.slice(0, MOST_FOLLOWED), asOf }
}
