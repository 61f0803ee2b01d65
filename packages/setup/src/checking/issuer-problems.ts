import type { Problem } from '../problems/problem.ts'
import { problemTexts } from '../problems/problem-texts.ts'
import { isEntra } from './is-entra.ts'

const LOOPBACK = /^(localhost|127\.0\.0\.1|\[::1\])$/
const TENANT_ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/** "consumers" has an id, too: everybody's private account is in it. */
const CONSUMERS = '9188040d-6c67-4c5b-b112-36a304b66dad'

/**
 * An issuer is an https address without query and fragment (OpenID Connect Discovery 1.0, 3), and not that of its
 * description; on this machine http is as safe.
 */
export function issuerProblems(issuer: string): Problem[] {
  const url = URL.parse(issuer)
  const isSafe =
    url !== null && (url.protocol === 'https:' || (url.protocol === 'http:' && LOOPBACK.test(url.hostname)))
  if (!isSafe || url.pathname.includes('/.well-known/') || url.search !== '' || url.hash !== '' || url.username !== '')
    return [{ path: [], text: problemTexts.notAnIssuer(issuer) }]
  const tenant = url.pathname.split('/')[1] ?? ''
  return isEntra(issuer) && (!TENANT_ID.test(tenant) || tenant.toLowerCase() === CONSUMERS)
    ? [{ path: [], text: problemTexts.openTenant(tenant) }]
    : []
}
