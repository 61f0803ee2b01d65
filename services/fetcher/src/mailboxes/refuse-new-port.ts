import { type HttpRequest, mayCall, RefusedRequest } from '@tubepost/service'
import type { CompleteMailbox } from '@tubepost/setup'
import { intakeSourceOf } from '../sources/sources.ts'

/**
 * A mailbox to which mail is handed over opens its port on the fetcher's machine, and its test tells whether another program
 * has that port. So over HTTP only an administrator may name one that no mailbox has. Throws a RefusedRequest (403) for
 * others.
 */
export function refuseNewPort(
  { source }: Pick<CompleteMailbox, 'source'>,
  all: readonly Pick<CompleteMailbox, 'source'>[],
  request: HttpRequest,
): void {
  const endpoint = endpointOf(source)
  if (endpoint === undefined || mayCall(request, 'admin') || all.some((other) => endpointOf(other.source) === endpoint))
    return
  throw new RefusedRequest(
    403,
    'new_port',
    `source.port: no mailbox takes mail at ${endpoint} yet; over HTTP this needs a token with the scope admin; or declare the mailbox in tubepost.yaml.`,
  )
}

const endpointOf = (source: CompleteMailbox['source']): string | undefined => intakeSourceOf(source)?.endpointOf(source)
