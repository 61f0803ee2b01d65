import { createHash, timingSafeEqual } from 'node:crypto'
import type { FastifyRequest } from 'fastify'
import { RefusedRequest } from './refused-request.ts'

/** Lets a call of the API pass, or throws a RefusedRequest: 401 where nobody is known, 403 where somebody may not. */
export type Authorize = (request: FastifyRequest) => Promise<void>

/** Who holds the token may do everything. */
export function byToken(token: string): Authorize {
  return async (request) => {
    if (!isToken(bearerToken(request), token)) throw unauthorized()
  }
}

/** What stands behind `Bearer` (RFC 6750 §2.1); empty where nothing does. */
export function bearerToken({ headers }: Pick<FastifyRequest, 'headers'>): string {
  return /^Bearer +(\S+) *$/i.exec(headers.authorization ?? '')?.[1] ?? ''
}

/** In a time that says nothing of how much of it is right. */
export function isToken(given: string, expected: string): boolean {
  return timingSafeEqual(tokenDigest(given), tokenDigest(expected))
}

/** Tokens are random, so their digest needs no salt and no slowness: there is nothing to guess. */
export const tokenDigest = (token: string): Buffer => createHash('sha256').update(token).digest()

export const unauthorized = (): RefusedRequest =>
  new RefusedRequest(401, 'unauthorized', 'Send the header "Authorization: Bearer <token>" with a valid token.')

/** By which the gateway tells the services for which person a call is made. From outside it is never let through. */
export const ACTOR_HEADER = 'x-tubepost-actor'
