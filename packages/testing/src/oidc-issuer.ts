/** A provider of OpenID Connect that signs everybody in at once, as whom a test says, and misbehaves where a test wants it. */
import { createHash, createHmac, generateKeyPairSync, type KeyObject, randomUUID, sign } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface OidcMisbehaviour {
  /** Claims over the right ones: another `iss`, `aud`, `nonce`, `exp`. */
  readonly claims?: Readonly<Record<string, unknown>>
  /** Signed with a key that the issuer does not publish, not at all, or by HS256 with a text that is no secret of the issuer's. */
  readonly signature?: 'foreign' | 'none' | 'public-key' | 'client-secret'
  /** Claims over those of its description: another `issuer`, algorithms that it says it signs with. */
  readonly description?: Readonly<Record<string, unknown>>
  /** Answers with this in place of what was asked for; `silence` keeps the connection open. */
  readonly instead?: Partial<
    Record<Endpoint, 'silence' | { readonly status: number; readonly type: string; readonly text: string }>
  >
  /** Parameters over those of the way back. */
  readonly back?: Readonly<Record<string, string>>
  /** No ID token beside the access token. */
  readonly withoutIdToken?: boolean
}

type Endpoint = 'discovery' | 'jwks' | 'token'

export interface OidcIssuer {
  readonly url: string
  readonly clientId: string
  readonly clientSecret: string
  /** Whoever comes next signs in with these claims; `sub` is needed. */
  user: Readonly<Record<string, unknown>>
  misbehaviour: OidcMisbehaviour
  /** Queries with which browsers came. */
  readonly asked: URLSearchParams[]
  /** Signs with a new key from now on, and publishes that alone. */
  rotate(): void
  stop(): Promise<void>
}

interface Code {
  readonly query: URLSearchParams
  readonly user: Readonly<Record<string, unknown>>
}

const ENDPOINTS: Readonly<Record<string, Endpoint>> = {
  '/.well-known/openid-configuration': 'discovery',
  '/jwks': 'jwks',
  '/token': 'token',
}
const LIFETIME_SECONDS = 300

export async function startOidcIssuer(clientSecret: string = randomUUID()): Promise<OidcIssuer> {
  const foreign = newKey().privateKey
  let own = newKey()
  const codes = new Map<string, Code>()
  const server = createServer((request, response) => void answer(request, response))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const issuer: OidcIssuer = {
    url,
    clientId: 'tubepost',
    clientSecret,
    user: { sub: 'nobody' },
    misbehaviour: {},
    asked: [],
    rotate: () => void (own = newKey()),
    stop: () =>
      new Promise((resolve) => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  }
  return issuer

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? '', url)
    const endpoint = ENDPOINTS[pathname]
    const instead = endpoint && issuer.misbehaviour.instead?.[endpoint]
    if (instead === 'silence') request.resume()
    else if (instead !== undefined)
      response.writeHead(instead.status, { 'content-type': instead.type }).end(instead.text)
    else if (endpoint === 'discovery') json(response, 200, { ...metadata(), ...issuer.misbehaviour.description })
    else if (endpoint === 'jwks')
      json(response, 200, {
        keys: [{ ...own.publicKey.export({ format: 'jwk' }), kid: own.id, alg: 'RS256', use: 'sig' }],
      })
    else if (pathname === '/authorize') authorize(searchParams, response)
    else if (endpoint === 'token') {
      const body = Buffer.concat((await request.toArray()) as Buffer[]).toString()
      json(response, ...token(new URLSearchParams(body), request.headers.authorization))
    } else json(response, 404, {})
  }

  function metadata(): object {
    return {
      issuer: url,
      authorization_endpoint: `${url}/authorize`,
      token_endpoint: `${url}/token`,
      jwks_uri: `${url}/jwks`,
      response_types_supported: ['code'],
      subject_types_supported: ['public'],
      id_token_signing_alg_values_supported: ['RS256'],
      code_challenge_methods_supported: ['S256'],
    }
  }

  function authorize(query: URLSearchParams, response: ServerResponse): void {
    issuer.asked.push(query)
    const code = randomUUID()
    codes.set(code, { query, user: issuer.user })
    const back = new URL(query.get('redirect_uri') ?? url)
    const parameters = { code, state: query.get('state') ?? '', ...issuer.misbehaviour.back }
    for (const [name, value] of Object.entries(parameters)) back.searchParams.set(name, value)
    response.writeHead(302, { location: back.href }).end()
  }

  /** As RFC 6749 §4.1.3 and RFC 7636 §4.6 ask of an issuer. */
  function token(body: URLSearchParams, authorization: string | undefined): [status: number, body: object] {
    const code = codes.get(body.get('code') ?? '')
    codes.delete(body.get('code') ?? '')
    const isClient =
      (body.get('client_id') === issuer.clientId && body.get('client_secret') === issuer.clientSecret) ||
      authorization === `Basic ${Buffer.from(`${issuer.clientId}:${issuer.clientSecret}`).toString('base64')}`
    if (!isClient) return [401, { error: 'invalid_client' }]
    const challenge = createHash('sha256')
      .update(body.get('code_verifier') ?? '')
      .digest('base64url')
    const isRight =
      code?.query.get('code_challenge') === challenge && code.query.get('redirect_uri') === body.get('redirect_uri')
    if (code === undefined || !isRight) return [400, { error: 'invalid_grant' }]
    const tokens = { access_token: randomUUID(), token_type: 'Bearer', expires_in: LIFETIME_SECONDS }
    return [200, issuer.misbehaviour.withoutIdToken === true ? tokens : { ...tokens, id_token: idToken(code) }]
  }

  function idToken({ query, user }: Code): string {
    const { claims, signature } = issuer.misbehaviour
    const now = Math.floor(Date.now() / 1_000)
    const usual = { iss: url, aud: issuer.clientId, iat: now, exp: now + LIFETIME_SECONDS, nonce: query.get('nonce') }
    const text = (header: object) => [header, { ...usual, ...user, ...claims }].map(encoded).join('.')
    if (signature === 'none') return `${text({ alg: 'none' })}.`
    if (signature === 'public-key' || signature === 'client-secret') {
      const published = own.publicKey.export({ type: 'spki', format: 'pem' })
      const key = signature === 'public-key' ? published : issuer.clientSecret
      const signing = text({ alg: 'HS256', kid: own.id })
      return `${signing}.${createHmac('sha256', key).update(signing).digest('base64url')}`
    }
    const signing = text({ alg: 'RS256', kid: own.id })
    return `${signing}.${signed(signing, signature === 'foreign' ? foreign : own.privateKey)}`
  }
}

const newKey = () => ({ id: randomUUID(), ...generateKeyPairSync('rsa', { modulusLength: 2_048 }) })
const encoded = (part: object): string => Buffer.from(JSON.stringify(part)).toString('base64url')
const signed = (text: string, key: KeyObject): string =>
  sign('RSA-SHA256', Buffer.from(text), key).toString('base64url')

function json(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}
