import type { StatusChange } from '@tubepost/api'
import { type Person, type Status, wellFormed } from '@tubepost/events'
import { RefusedRequest } from '@tubepost/service'
import type { StatusRequest } from './decide-statuses.ts'
import { foldName } from './fold-name.ts'

/** The actor of a call with the administrator's token. */
const ADMINISTRATOR = 'admin'
const SET_FOR_OTHERS = ['receptionist', 'manager', 'admin']

/**
 * The status that a request over HTTP asks for: made now, by a person who may. Throws the answer where it cannot be set.
 * @param id names the request; made anew for each
 */
export function requestOverHttp(
  personId: string,
  change: StatusChange,
  known: { people: ReadonlyMap<string, Pick<Person, 'role'>>; statuses: readonly Status[] },
  made: { id: string; now: string },
): StatusRequest {
  if (!known.people.has(personId)) throw new RefusedRequest(404, 'no_person', `There is no person ${personId}.`)
  const status = findStatus(change.status, known.statuses)
  const dueBack = typeof change.dueBack === 'string' ? dueOf(change.dueBack, made.now) : null
  if (status.due === 'required' && dueBack === null)
    throw new RefusedRequest(400, 'due_required', `The status ${status.name} needs the time of return, "dueBack".`)
  if (status.due === 'forbidden' && dueBack !== null)
    throw new RefusedRequest(400, 'due_forbidden', `The status ${status.name} takes no time of return, "dueBack".`)
  return {
    id: made.id,
    personId,
    statusId: status.id,
    dueBack,
    comment: wellFormed(change.comment ?? '').trim() || null,
    orderedAt: made.now,
    orderedBy: made.id,
    actor: actorOf(personId, change.actor, known.people),
    mailId: null,
    fingerprint: null,
    warnings: [],
  }
}

function actorOf(
  personId: string,
  actorId: string | undefined,
  people: ReadonlyMap<string, Pick<Person, 'role'>>,
): string {
  if (actorId === undefined) return ADMINISTRATOR
  const actor = people.get(actorId)
  if (actor === undefined)
    throw new RefusedRequest(403, 'unknown_actor', `There is no person ${actorId} who could act.`)
  if (actorId !== personId && !SET_FOR_OTHERS.includes(actor.role))
    throw new RefusedRequest(
      403,
      'not_permitted',
      `Only a receptionist, a manager or an admin sets the status of another.`,
    )
  return actorId
}

/** Names and aliases before ids, as in a mail; the first of several in the order of the statuses. */
function findStatus(wanted: string, statuses: readonly Status[]): Status {
  const folded = foldName(wanted)
  const named = statuses.find(({ name, aliases }) => [name, ...aliases].some((word) => foldName(word) === folded))
  const status = named ?? statuses.find(({ id }) => id === wanted)
  if (status !== undefined) return status
  const names = statuses.map(({ name }) => name).join(', ')
  throw new RefusedRequest(400, 'no_status', `There is no status ${wellFormed(wanted)}. There are: ${names}.`)
}

// In every time zone its year has four digits, as RFC 3339 wants it.
const LAST_DUE = Temporal.Instant.from('9999-01-01T00:00:00Z')

function dueOf(text: string, now: string): string {
  let due: Temporal.Instant
  try {
    if (!/^\d{4}-/.test(text)) throw new RangeError('RFC 3339 has years of four digits')
    due = Temporal.Instant.from(text)
  } catch {
    throw new RefusedRequest(
      400,
      'bad_due',
      '"dueBack" must be an RFC 3339 time with its offset: 2014-08-16T09:00:00-04:00.',
    )
  }
  if (Temporal.Instant.compare(due, Temporal.Instant.from(now)) <= 0)
    throw new RefusedRequest(400, 'past_date', '"dueBack" is over already.')
  if (Temporal.Instant.compare(due, LAST_DUE) >= 0)
    throw new RefusedRequest(400, 'bad_due', '"dueBack" must be in a year before 9999.')
  return due.toString({ smallestUnit: 'second' })
}
