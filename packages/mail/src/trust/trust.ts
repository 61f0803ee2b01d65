import type { AuthenticationResult } from './authentication-results.ts'
import { aligned, domainOf, sameDomain } from './domain-alignment.ts'
import type { Headers } from '../header/headers.ts'
import { trustedResults, type TrustedServer } from './trusted-results.ts'

/** How sure we are that the mail is from the sender its From names. `failed` never acts. */
export type TrustLevel = 'authenticated' | 'plausible' | 'unverified' | 'failed'

export interface Trust {
  level: TrustLevel
  /** The result that decided, for the mail's story. */
  evidence: string
}

/**
 * Reads trust from the mail server's own Authentication-Results (RFC 8601); claims of any other server are no
 * evidence, and with no server configured everything is `unverified`.
 *
 * The topmost field with the server's id counts, whatever it says, and only where the server can have written it: below
 * at most `hops` Received fields. A sender can write every line further down. Where the server writes a run of fields, those
 * before the next Received count too, and the upper one's word on a method is final; then it must remove fields which claim
 * its id from outside (RFC 8601 §5).
 */
export function readTrust(headers: Headers, fromAddress: string, server: TrustedServer | undefined): Trust {
  if (server === undefined) return { level: 'unverified', evidence: 'no trusted server configured' }
  const results = trustedResults(headers, server)
  if (typeof results === 'string') return { level: 'unverified', evidence: results }

  const from = domainOf(fromAddress)
  const dmarcs = results.filter((result) => result.method === 'dmarc')
  const refused = dmarcs.find((result) => result.result === 'fail')
  if (refused !== undefined) return verdict('failed', refused)
  const dmarc = dmarcs.find((result) => aboutFrom(result, from))
  if (dmarc?.result === 'pass') return verdict('authenticated', dmarc)

  const dkim = results.find(
    (result) => result.method === 'dkim' && result.result === 'pass' && aligned(signer(result), from),
  )
  if (dkim !== undefined) return verdict('authenticated', dkim)
  const spf = results.find(
    (result) => result.method === 'spf' && result.result === 'pass' && aligned(envelopeDomain(result), from),
  )
  if (spf !== undefined && sameDomain(envelopeDomain(spf), from)) return verdict('authenticated', spf)

  // No verdict, though the domain publishes a policy (a DNS failure, say): a failed check for that domain counts.
  if (dmarc !== undefined && hasPolicy(dmarc)) {
    const failing = results.find(
      ({ method, result, ...rest }) =>
        result === 'fail' &&
        sameDomain(method === 'dkim' ? signer(rest) : method === 'spf' ? envelopeDomain(rest) : '', from),
    )
    if (failing !== undefined) return verdict('failed', failing)
  }

  const arc = results.find((result) => result.method === 'arc' && result.result === 'pass')
  if (arc !== undefined) return verdict('plausible', arc)
  if (spf !== undefined && (dmarc === undefined || dmarc.result === 'none')) return verdict('plausible', spf)
  return { level: 'unverified', evidence: dmarc === undefined ? 'no aligned result' : told(dmarc) }
}

/**
 * A pass counts for the From that was judged: the server may have read another address than we do. A fail always
 * counts.
 */
function aboutFrom(result: AuthenticationResult, from: string): boolean {
  const judged = result.properties.get('header.from')
  return judged !== undefined && sameDomain(domainOf(judged), from)
}

function signer(result: Pick<AuthenticationResult, 'properties'>): string {
  return domainOf(result.properties.get('header.d') ?? result.properties.get('header.i') ?? '')
}

/** SPF vouches for MAIL FROM; a HELO result (null sender) says nothing about a person (RFC 7208 §2.4). */
function envelopeDomain(result: Pick<AuthenticationResult, 'properties'>): string {
  return domainOf(result.properties.get('smtp.mailfrom') ?? result.properties.get('smtp.mail') ?? '')
}

function hasPolicy(dmarc: AuthenticationResult): boolean {
  return dmarc.result !== 'none' || /\bp=(?:quarantine|reject)\b/i.test(dmarc.comments)
}

function verdict(level: TrustLevel, result: AuthenticationResult): Trust {
  return { level, evidence: told(result) }
}

function told(result: AuthenticationResult): string {
  const properties = [...result.properties].map(([name, value]) => `${name}=${value}`)
  return [`${result.method}=${result.result}`, ...properties].join(' ').slice(0, 300).toWellFormed()
}
