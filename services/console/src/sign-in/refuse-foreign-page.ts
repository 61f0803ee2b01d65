import { type HttpRequest, RefusedRequest } from '@tubepost/service'
import type { Client } from './client-of.ts'

/**
 * Refuses a change that a page of another site has a browser ask for. Browsers say where a call comes from in
 * `Sec-Fetch-Site` or `Origin`; where both are missing no browser calls (as Go's CrossOriginProtection has it).
 */
export function refuseForeignPage({ headers }: Pick<HttpRequest, 'headers'>, client: Client): void {
  const site = headers['sec-fetch-site']
  if (site !== undefined && site !== 'same-origin' && site !== 'none') throw foreign('of another site')
  if (headers.origin !== undefined && headers.origin !== client.origin)
    throw foreign(
      `at ${headers.origin}, and this is ${client.origin ?? 'no host'}; a proxy in front must hand on Host, and stand in console.trustedProxies`,
    )
}

const foreign = (where: string) => new RefusedRequest(403, 'foreign_page', `The call comes from a page ${where}.`)
