import type { EventOf, intentStatusSet, ReasonCode } from '@tubepost/events'

export type StatusIntent = EventOf<typeof intentStatusSet>

/** What a person is shown as. `orderedAt` and `orderedBy` (a mailId) are its place in the order of mails. */
export interface Standing {
  statusId: string
  status: string
  type: string
  dueBack: string | null
  comment: string | null
  since: string
  orderedAt: string
  orderedBy: string
}

export interface Known {
  readonly people: ReadonlyMap<string, { id: string; name: string; timeZone: string }>
  readonly statuses: ReadonlyMap<string, { id: string; name: string; type: string }>
  readonly standings: ReadonlyMap<string, Standing>
  /** `personId fingerprint` of every content that has already had its effect. */
  readonly seen: ReadonlySet<string>
}

export type Verdict =
  | { kind: 'applied'; intent: StatusIntent; before: Standing | null; after: Standing }
  | { kind: 'superseded'; intent: StatusIntent; asked: Standing }
  | { kind: 'refused'; intent: StatusIntent; reason: ReasonCode; outcome: 'duplicate' | 'rejected' }

export const seenKey = (personId: string, fingerprint: string): string => `${personId} ${fingerprint}`

/**
 * Judges a batch of intents in the order given, each against what the ones before it left. The mail that was sent later
 * wins, whenever it arrives; at one and the same moment the greater mailId wins, so that every order of arrival ends alike.
 */
export function decideStatuses(intents: readonly StatusIntent[], known: Known): Verdict[] {
  const standings = new Map(known.standings)
  const seen = new Set(known.seen)
  return intents.map((intent) => {
    const { personId } = intent.data.sender
    const person = known.people.get(personId)
    const status = known.statuses.get(intent.data.statusId)
    if (person === undefined) return { kind: 'refused', intent, reason: 'gone_person', outcome: 'rejected' }
    if (status === undefined) return { kind: 'refused', intent, reason: 'gone_status', outcome: 'rejected' }
    const key = seenKey(personId, intent.data.fingerprint)
    if (seen.has(key)) return { kind: 'refused', intent, reason: 'duplicate', outcome: 'duplicate' }
    seen.add(key)
    const asked: Standing = {
      statusId: status.id,
      status: status.name,
      type: status.type,
      dueBack: intent.data.dueBack,
      comment: intent.data.comment,
      since: intent.data.sentAt,
      orderedAt: intent.data.sentAt,
      orderedBy: intent.data.mailId,
    }
    const before = standings.get(personId) ?? null
    if (before !== null && isBefore(asked, before)) return { kind: 'superseded', intent, asked }
    standings.set(personId, asked)
    return { kind: 'applied', intent, before, after: asked }
  })
}

function isBefore(a: Standing, b: Standing): boolean {
  const difference = Date.parse(a.orderedAt) - Date.parse(b.orderedAt)
  return difference === 0 ? a.orderedBy < b.orderedBy : difference < 0
}
