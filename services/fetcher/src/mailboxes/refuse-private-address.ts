import { type HttpRequest, mayCall, RefusedRequest } from '@tubepost/service'
import type { CompleteMailbox } from '@tubepost/setup'

/**
 * A mailbox with `allowPrivateAddress` has the fetcher connect to any host and port of its own network and tell how each
 * answers, so over HTTP only an administrator may ask for it. Throws a RefusedRequest (403) for others.
 */
export function refusePrivateAddress({ source }: Pick<CompleteMailbox, 'source'>, request: HttpRequest): void {
  const asksForIt = 'allowPrivateAddress' in source && source.allowPrivateAddress
  if (!asksForIt || mayCall(request, 'admin')) return
  throw new RefusedRequest(
    403,
    'private_address',
    'source.allowPrivateAddress: over HTTP this needs a token with the scope admin; or declare the mailbox in tubepost.yaml.',
  )
}
