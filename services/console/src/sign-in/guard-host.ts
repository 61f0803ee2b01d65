import { bearerToken, type HttpApp, RefusedRequest, scopeOf } from '@tubepost/service'
import { clientOf } from './client-of.ts'
import { type ConsoleContext, settingsOf } from './settings.ts'

const READS: ReadonlySet<string> = new Set(['GET', 'HEAD'])
/** Asked by machines that know the console by whatever name. */
const PROBES = new Set(['/livez', '/readyz', '/metrics'])

/**
 * Refuses calls by a host that is not the console's: a page of a stranger can have its own name lead to this machine, and
 * would be of one origin with us (DNS rebinding). A call with a token is no page's, and programs call by names of their own; but
 * any page can send a token that is none where nobody looks at it, with a guess at a password.
 */
export function guardHost(app: HttpApp, context: ConsoleContext): void {
  app.addHook('onRequest', async (request) => {
    const asksForToken = scopeOf(request) !== 'open' || READS.has(request.method)
    if (PROBES.has(request.url) || (bearerToken(request) !== '' && asksForToken)) return
    const settings = await settingsOf(context)
    const { host } = clientOf(request, settings)
    if (host === undefined || !settings.hosts.has(host))
      throw new RefusedRequest(
        421,
        'wrong_host',
        'The console does not go by this host. If it is yours, name it in organisation.url or console.hosts of tubepost.yaml, with TLS in front.',
      )
  })
}
