import type { Tx } from '@tubepost/db'
import { type HttpRequest, tokenDigest } from '@tubepost/service'
import { newToken } from '../token-form.ts'
import { noteBrowser, renameBrowser } from './browser-sql.ts'
import type { Client } from './client-of.ts'
import { readCookie, writeCookie } from './cookies.ts'
import { beginSession, endSessionOf, type OpenSession } from './session-sql.ts'

// Enough to tell one's browsers apart.
const LONGEST_BROWSER = 200

/**
 * Begins a session, in place of the one that the browser had; its secret is new, so nobody can have planted it.
 * @returns headers `Set-Cookie`
 */
export async function beginSessionOf(
  tx: Tx,
  {
    request,
    client,
    person,
    how,
    byAddress = false,
  }: Pick<OpenSession, 'person' | 'how'> &
    Partial<Pick<OpenSession, 'byAddress'>> & { request: HttpRequest; client: Client },
): Promise<string[]> {
  const before = readCookie('session', request, client)
  if (before !== '') await endSessionOf(tx, tokenDigest(before))
  const secret = newToken()
  const agent = request.headers['user-agent'] ?? ''
  await beginSession(tx, {
    digest: tokenDigest(secret),
    person,
    how,
    byAddress,
    address: client.address,
    browser: agent.replaceAll(/[^\x20-\x7e]/g, '').slice(0, LONGEST_BROWSER),
  })
  const browser = newToken()
  const known = readCookie('browser', request, client)
  if (known !== '') await renameBrowser(tx, tokenDigest(known), tokenDigest(browser))
  await noteBrowser(tx, tokenDigest(browser), person)
  return [writeCookie('session', secret, client), writeCookie('browser', browser, client)]
}
