import type { Person } from '@tubepost/events'
import { type HttpRequest, mayCall, RefusedRequest } from '@tubepost/service'
import { LEAST } from './note-role.ts'

/**
 * A role says what somebody who has signed in may do, so an administrator alone gives and takes one: whoever keeps the list
 * of people could else make themselves anything.
 */
export function refuseRole(
  after: Pick<Person, 'role'>,
  before: Pick<Person, 'role'> | undefined,
  request: HttpRequest,
): void {
  const standing = before?.role ?? LEAST
  if (after.role === standing || mayCall(request, 'admin')) return
  throw new RefusedRequest(
    403,
    'not_permitted',
    `role: needs the scope admin to be another than ${standing}; a call that leaves it out means ${LEAST}.`,
  )
}
