import type { ReasonCode } from '@tubepost/events'

/** A wish for a status, by mail or over HTTP. */
export interface StatusRequest {
  /** Its key in the history. */
  readonly id: string
  readonly personId: string
  readonly statusId: string
  readonly dueBack: string | null
  readonly comment: string | null
  /** Its place in the order of wishes: its moment of effect, and at one and the same moment the greater of these texts. */
  readonly orderedAt: string
  readonly orderedBy: string
  /** Id of the person who made it. */
  readonly actor: string
  readonly mailId: string | null
  /** The same content has its effect once; null where there is no content that could come a second time. */
  readonly fingerprint: string | null
  /** Codes of what was read with doubt. */
  readonly warnings: readonly string[]
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
  warnings: readonly string[]
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
  | { kind: 'superseded'; request: Request; asked: Standing; standing: Standing }
  | { kind: 'refused'; request: Request; reason: ReasonCode; outcome: 'duplicate' | 'rejected' }

export const seenKey = (personId: string, fingerprint: string): string => `${personId} ${fingerprint}`

/**
 * Judges wishes in the order given, each against what the ones before it left. The one whose place is later wins, whenever
 * it is judged, so that every order of judging ends alike.
 */
export function decideStatuses<Request extends StatusRequest>(
  requests: readonly Request[],
  known: Known,
): Verdict<Request>[] {
  const standings = new Map(known.standings)
  const seen = new Set(known.seen)
  return requests.map((request) => {
    const { personId, dueBack, comment, orderedAt, orderedBy, warnings } = request
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
    const asked: Standing = { ...named, dueBack, comment, since: orderedAt, orderedAt, orderedBy, warnings }
    const before = standings.get(personId) ?? null
    if (before !== null && isBefore(asked, before)) return { kind: 'superseded', request, asked, standing: before }
    standings.set(personId, asked)
    return { kind: 'applied', request, before, after: asked }
  })
}

/**
 * A wish that is made now comes after what stands already, where both are of one second; a later mail of that second comes
 * after it.
 */
export function afterStanding<Request extends StatusRequest>(wish: Request, standing: Standing | undefined): Request {
  if (standing === undefined) return wish
  const end = endOf(standing.orderedAt)
  const isOfOneSecond = secondOf(standing.orderedAt) === secondOf(wish.orderedAt)
  if (!isOfOneSecond || end < endOf(wish.orderedAt)) return wish
  return { ...wish, orderedAt: new Date(end).toISOString(), orderedBy: `${standing.orderedBy} ${wish.orderedBy}` }
}

/**
 * Milliseconds since 1970. IMAP tells whole seconds (RFC 9051 §2.3.3): such a moment is somewhere in its second, and counts as
 * the end of it, lest a mail be passed over for what was set in the same second before it came.
 */
function endOf(instant: string): number {
  const at = Date.parse(instant)
  return at % SECOND_MS === 0 ? at + SECOND_MS - 1 : at
}

const secondOf = (instant: string): number => Math.floor(Date.parse(instant) / SECOND_MS)
const SECOND_MS = 1_000

function isBefore(a: Standing, b: Standing): boolean {
  const difference = endOf(a.orderedAt) - endOf(b.orderedAt)
  return difference === 0 ? a.orderedBy < b.orderedBy : difference < 0
}
