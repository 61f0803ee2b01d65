import { randomUUID } from 'node:crypto'
import { type EventOf, firstEvent, type Origin, type Person, personRoleChanged } from '@tubepost/events'
import type { Caller } from '@tubepost/service'

/** The role of anybody for whom none is given. */
export const LEAST = 'user'

/** The event about a role that is another than before; undefined where it stays, or where a new person has the least. */
export function noteRole(
  after: Pick<Person, 'id' | 'role'>,
  before: Pick<Person, 'role'> | undefined,
  { actor, token }: Caller,
  origin: Origin,
): EventOf<typeof personRoleChanged> | undefined {
  if (after.role === (before?.role ?? LEAST)) return undefined
  return firstEvent(personRoleChanged, origin, {
    id: randomUUID(),
    data: { personId: after.id, before: before?.role ?? null, after: after.role, by: actor ?? token },
  })
}
