import { createHash, timingSafeEqual } from 'node:crypto'
import type { FastifyRequest } from 'fastify'
import { CALLER_HEADERS, type Caller } from './caller.ts'
import { RefusedRequest } from './refused-request.ts'

/** Says who makes a call of the API. Throws a RefusedRequest for an unknown caller (401). */
export type Authorize = (request: FastifyRequest) => Promise<Caller>

/**
 * For a service behind the gateway: the token proves that the call comes from there, and the headers tell of its caller.
 * Without scopes in them the caller may do nothing.
 */
export function byGateway(token: string): Authorize {
  return async (request) => {
    if (!isToken(bearerToken(request), token)) throw unauthorized()
    const told = (header: string) => {
      const value = request.headers[header]
      return typeof value === 'string' && value !== '' ? value : undefined
    }
    return {
      token: told(CALLER_HEADERS.token) ?? 'unknown',
      scopes: told(CALLER_HEADERS.scopes)?.split(' ') ?? [],
      actor: told(CALLER_HEADERS.actor),
    }
  }
}

/** The token after `Bearer` (RFC 6750 §2.1); empty where there is none. */
export function bearerToken({ headers }: Pick<FastifyRequest, 'headers'>): string {
  return /^Bearer +(\S+) *$/i.exec(headers.authorization ?? '')?.[1] ?? ''
}

/** Compares in a time that does not depend on how much of the token is right. */
export function isToken(given: string, expected: string): boolean {
  return timingSafeEqual(tokenDigest(given), tokenDigest(expected))
}

/** Tokens are random and cannot be guessed, so their digest needs no salt and no slow hash. */
export const tokenDigest = (token: string): Buffer => createHash('sha256').update(token).digest()

export const unauthorized = (): RefusedRequest =>
  new RefusedRequest(401, 'unauthorized', 'Send the header "Authorization: Bearer <token>" with a valid token.')
