import type { ReasonCode } from '@tubepost/events'

/** A wish for a status, by mail or over HTTP. */
export interface StatusRequest {
  /** Its key in the history. */
  readonly id: string
  readonly personId: string
  readonly statusId: string
  readonly dueBack: string | null
  readonly comment: string | null
  /** Its place in the order of wishes: when it was made, and at one and the same moment the greater of these ids. */
  readonly orderedAt: string
  readonly orderedBy: string
  /** Id of the person who made it. */
  readonly actor: string
  readonly mailId: string | null
  /** The same content has its effect once; null where there is no content that could come a second time. */
  readonly fingerprint: string | null
}

/** A person's status as the board shows it. `orderedAt` and `orderedBy` are its place in the order of wishes. */
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

export type Applied<Request extends StatusRequest = StatusRequest> = {
  kind: 'applied'
  request: Request
  before: Standing | null
  after: Standing
}
export type Verdict<Request extends StatusRequest = StatusRequest> =
  | Applied<Request>
  | { kind: 'superseded'; request: Request; asked: Standing }
  | { kind: 'refused'; request: Request; reason: ReasonCode; outcome: 'duplicate' | 'rejected' }

export const seenKey = (personId: string, fingerprint: string): string => `${personId} ${fingerprint}`

/**
 * Judges wishes in the order given, each against what the ones before it left. The one that was made later wins, whenever
 * it arrives; at one and the same moment the greater id wins, so that every order of arrival ends alike.
 */
export function decideStatuses<Request extends StatusRequest>(
  requests: readonly Request[],
  known: Known,
): Verdict<Request>[] {
  const standings = new Map(known.standings)
  const seen = new Set(known.seen)
  return requests.map((request) => {
    const { personId, dueBack, comment, orderedAt, orderedBy } = request
    const person = known.people.get(personId)
    const status = known.statuses.get(request.statusId)
    if (person === undefined) return { kind: 'refused', request, reason: 'gone_person', outcome: 'rejected' }
    if (status === undefined) return { kind: 'refused', request, reason: 'gone_status', outcome: 'rejected' }
    if (request.fingerprint !== null) {
      const key = seenKey(personId, request.fingerprint)
      if (seen.has(key)) return { kind: 'refused', request, reason: 'duplicate', outcome: 'duplicate' }
      seen.add(key)
    }
    const named = { statusId: status.id, status: status.name, type: status.type }
    const asked: Standing = { ...named, dueBack, comment, since: orderedAt, orderedAt, orderedBy }
    const before = standings.get(personId) ?? null
    if (before !== null && isBefore(asked, before)) return { kind: 'superseded', request, asked }
    standings.set(personId, asked)
    return { kind: 'applied', request, before, after: asked }
  })
}

function isBefore(a: Standing, b: Standing): boolean {
  const difference = Date.parse(a.orderedAt) - Date.parse(b.orderedAt)
  return difference === 0 ? a.orderedBy < b.orderedBy : difference < 0
}
