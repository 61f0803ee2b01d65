import { createHash, timingSafeEqual } from 'node:crypto'
import type { FastifyRequest } from 'fastify'
import { RefusedRequest } from './refused-request.ts'

/**
 * Returns when a call of the API is allowed. Throws a RefusedRequest: 401 for an unknown caller, 403 for a forbidden
 * call.
 */
export type Authorize = (request: FastifyRequest) => Promise<void>

/** Allows everything to the holder of the token. */
export function byToken(token: string): Authorize {
  return async (request) => {
    if (!isToken(bearerToken(request), token)) throw unauthorized()
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

/** Header in which the gateway names the person a call is made for. It is removed from calls from outside. */
export const ACTOR_HEADER = 'x-tubepost-actor'
