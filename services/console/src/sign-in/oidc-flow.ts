import { RefusedRequest } from '@tubepost/service'
import { type OidcProvider, readPassword } from '@tubepost/setup'
import type { Configuration } from 'openid-client'
import type { Claims } from './decide-binding.ts'

/** Kept in the browser between leaving for the provider and coming back. */
export interface Flow {
  readonly provider: string
  readonly state: string
  readonly nonce: string
  /** PKCE, RFC 7636. */
  readonly verifier: string
  /** Id of the session of whoever asked that the account be bound to them. */
  readonly session?: string | undefined
}

// Where a person waits for a page.
const TIMEOUT_SECONDS = 10
// A machine whose clock nobody sets is off by a minute; Entra's tokens hold from the second in which they are made.
const SKEW_SECONDS = 90
/** OpenID Connect Core 1.0, 8. */
const LONGEST_SUBJECT = 255
// Keys are looked up by openid-client when they change; endpoints change with a notice.
const KEEP_MS = 3_600_000
// Anybody can ask for the way to the provider, so a failure is told to all who come within this time.
const FAILURE_KEPT_MS = 2_000
const RETRY_AFTER_SECONDS = 10

// Loaded where somebody signs in by a provider: most installations have none, and it takes 10 MB.
const library = () => import('openid-client')

/** @returns the address at the provider, and what to keep until the browser comes back */
export async function beginFlow(
  provider: OidcProvider,
  redirectUri: string,
  session: string | undefined,
): Promise<{ url: string; flow: Flow }> {
  const { buildAuthorizationUrl, calculatePKCECodeChallenge, randomNonce, randomPKCECodeVerifier, randomState } =
    await library()
  const flow = {
    provider: provider.id,
    state: randomState(),
    nonce: randomNonce(),
    verifier: randomPKCECodeVerifier(),
    session,
  }
  const url = buildAuthorizationUrl(await configurationOf(provider), {
    redirect_uri: redirectUri,
    scope: 'openid email',
    state: flow.state,
    nonce: flow.nonce,
    code_challenge: await calculatePKCECodeChallenge(flow.verifier),
    code_challenge_method: 'S256',
  })
  return { url: url.href, flow }
}

/**
 * Changes the code for an ID token, which is checked: signature, issuer, audience, times, nonce. Throws a RefusedRequest.
 * @param url as the browser came back to it
 */
export async function endFlow(
  provider: OidcProvider,
  url: URL,
  { state, nonce, verifier }: Flow,
): Promise<{ subject: string; claims: Claims }> {
  const { authorizationCodeGrant } = await library()
  const configuration = await configurationOf(provider)
  const checks = { expectedState: state, expectedNonce: nonce, pkceCodeVerifier: verifier, idTokenExpected: true }
  const tokens = await authorizationCodeGrant(configuration, url, checks).catch((error: Error) => {
    // The next try asks for the keys anew: the library does so a minute after it did last.
    if ((error as { code?: unknown }).code === 'OAUTH_KEY_SELECTION_FAILED') known.delete(provider.issuer)
    throw isOutage(error) ? unavailable(provider, error) : refused(provider, codeOf(error), wordsOf(provider, error))
  })
  const claims = tokens.claims()
  if (claims === undefined) throw new RefusedRequest(403, 'oidc_refused', `${provider.name} sent no ID token.`)
  const { sub, email, email_verified, xms_edov } = claims
  // Some characters PostgreSQL does not store, and of others two would be one in UTF-8.
  if (sub === '' || sub.length > LONGEST_SUBJECT || !sub.isWellFormed() || /\p{Cc}/u.test(sub))
    throw refused(provider, 'bad_subject', new Error('the claim "sub" is empty, too long, or has control characters'))
  return { subject: sub, claims: { email, email_verified, xms_edov } }
}

const refused = ({ name }: OidcProvider, word: string, cause: unknown): RefusedRequest =>
  Object.assign(
    new RefusedRequest(
      403,
      'oidc_refused',
      `${name} did not let you in, or its answer cannot be believed (${word}). Begin again.`,
    ),
    { cause },
  )

/** The library's words for an answer that is none, as from a machine that is down, or a proxy in front of it. */
const OUTAGES: ReadonlySet<unknown> = new Set([
  'OAUTH_TIMEOUT',
  'OAUTH_ABORT',
  'OAUTH_RESPONSE_IS_NOT_CONFORM',
  'OAUTH_RESPONSE_IS_NOT_JSON',
])
const isOutage = (error: Error & { code?: unknown; status?: unknown }): boolean =>
  OUTAGES.has(error.code) || Number(error.status) >= 500 || (error instanceof TypeError && error.cause !== undefined)

/** For the log: the library's error, and what the provider says about it. What stands in the way back may be anybody's. */
function wordsOf(provider: OidcProvider, error: Error & { status?: unknown; error_description?: unknown }): Error {
  const { status, error_description: description } = error
  if (status === undefined || typeof description !== 'string') return error
  const secret = secretOf(provider)
  return new Error(secret ? description.replaceAll(secret, '[secret]') : description, { cause: error })
}

/** A word of the library or of RFC 6749 §4.1.2.1; texts of the provider are not repeated. */
function codeOf(error: Error & { error?: unknown; code?: unknown }): string {
  const word = error.error ?? error.code
  return typeof word === 'string' && /^\w{1,60}$/.test(word) ? word : 'no code'
}

interface Known {
  readonly key: string
  readonly found: Promise<Configuration>
  until: number
}
const known = new Map<string, Known>()

/**
 * The provider as it describes itself, kept for an hour; that it does not is kept for a moment. A secret that was changed
 * counts at once. Throws a RefusedRequest (503).
 */
async function configurationOf(provider: OidcProvider): Promise<Configuration> {
  const key = JSON.stringify([provider.clientId, provider.secret, secretOf(provider)])
  const before = known.get(provider.issuer)
  if (before !== undefined && before.key === key && before.until > performance.now()) return before.found
  const now: Known = { key, until: performance.now() + KEEP_MS, found: discover(provider) }
  known.set(provider.issuer, now)
  now.found.catch(() => (now.until = performance.now() + FAILURE_KEPT_MS))
  return now.found
}

async function discover(provider: OidcProvider): Promise<Configuration> {
  const { allowInsecureRequests, clockTolerance, discovery, enableNonRepudiationChecks, None } = await library()
  const url = new URL(provider.issuer)
  const secret = secretOf(provider)
  return discovery(
    url,
    provider.clientId,
    { ...(secret !== undefined && { client_secret: secret }), [clockTolerance]: SKEW_SECONDS },
    secret === undefined ? None() : undefined,
    {
      timeout: TIMEOUT_SECONDS,
      // Signatures are checked, though TLS to the issuer would do (OpenID Connect Core 1.0, 3.1.3.7): proxies look into TLS.
      execute: [
        enableNonRepudiationChecks,
        // The set-up allows http on this machine alone.
        ...(url.protocol === 'http:' ? [allowInsecureRequests] : []),
      ],
    },
  ).catch((error: Error) => {
    throw unavailable(provider, error)
  })
}

function secretOf(provider: OidcProvider): string | undefined {
  try {
    return readPassword(provider.secret)
  } catch (error) {
    throw unavailable(provider, error)
  }
}

/** The cause is for the log: it may name a file. */
function unavailable({ name }: OidcProvider, cause: unknown): RefusedRequest {
  const words = `${name} does not answer as a provider of OpenID Connect now. Sign in by password, or try again.`
  return Object.assign(new RefusedRequest(503, 'provider_unavailable', words, RETRY_AFTER_SECONDS), { cause })
}
