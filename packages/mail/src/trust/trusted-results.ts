import {
  type AuthenticationResult,
  NO_AUTHSERV_ID,
  readAuthenticationResults,
  withoutRootDot,
} from './authentication-results.ts'
import type { HeaderField, Headers } from '../header/headers.ts'

/** The mail server whose word on a sender is believed. */
export interface TrustedServer {
  /** The id it writes (RFC 8601 §2.2); Microsoft 365 writes none. */
  readonly authservId: string | { readonly microsoft365: true }
  /** Received fields that may stand above its field: those of the machines which a mail passes after it. */
  readonly hops: number
  /** Whether each of its filters writes a field of its own, as OpenDKIM and OpenDMARC do beside each other. */
  readonly writesRun: boolean
}

/** The results that count, for each method the upper one; or why there are none. */
export function trustedResults(headers: Headers, server: TrustedServer): AuthenticationResult[] | string {
  const id = typeof server.authservId === 'string' ? withoutRootDot(server.authservId.toLowerCase()) : NO_AUTHSERV_ID
  const name = id === NO_AUTHSERV_ID ? 'Microsoft 365' : id
  const results: AuthenticationResult[] = []
  const heard = new Set<string>()
  let hops = 0
  let isFound = false
  for (const [index, { name: field, value }] of headers.fields.entries()) {
    if (field === 'received') {
      if (isFound) break
      hops++
    }
    if (field !== 'authentication-results') continue
    const read = readAuthenticationResults(value)
    if (read?.authservId !== id) continue
    if (hops > server.hops)
      return `the Authentication-Results of ${name} stand below ${hops} Received fields, and ${server.hops} are trusted`
    if (id === NO_AUTHSERV_ID && !isFound && !isOfMicrosoft365(headers.fields[index - 1]))
      return 'Authentication-Results without an id, not below a Received field of Microsoft 365'
    isFound = true
    const fresh = read.results.filter((result) => !heard.has(result.method))
    for (const result of fresh) heard.add(result.method)
    results.push(...fresh)
    if (!server.writesRun) break
  }
  return isFound ? results : `no Authentication-Results of ${name}`
}

/**
 * Its front end hands the mail and the verdict over to the mailbox's machines, whose Received stands right above. The front
 * end's own (`by ….mail.protection.outlook.com`) says what a stranger called himself.
 */
export function isOfMicrosoft365(field: HeaderField | undefined): boolean {
  return field?.name === 'received' && MICROSOFT_365.test(field.value)
}

const MICROSOFT_365 =
  /^from \S+\.outlook\.com\b[^;]{0,300}\bby (?!\S+\.mail\.protection\.)\S+\.(?:outlook|office365)\.com\b[^;]{0,300}\bwith Microsoft\s+SMTP\s+Server\b/i
