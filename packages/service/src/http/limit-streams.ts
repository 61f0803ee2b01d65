import type { FastifyReply, FastifyRequest } from 'fastify'
import { holdUntilAnswered, limitHeld } from './limit-held.ts'
import { RefusedRequest } from './refused-request.ts'

// A stream costs two sockets here and one behind, and at most the board's unread text; a screen on every floor and an
// integration need a tenth.
const STREAMS = { inAll: 256, ofOne: 100 }
const TOLD = { inAll: `${STREAMS.inAll} streams`, ofOne: `${STREAMS.ofOne} streams of one token` }
const RETRY_AFTER_SECONDS = 10

/** Places for the answers that stay open, until they end; one too many is refused (503, Retry-After). */
export function limitStreams(): (request: FastifyRequest, reply: FastifyReply) => void {
  const take = limitHeld(
    STREAMS,
    (limit) =>
      new RefusedRequest(
        503,
        'too_many_streams',
        `There are ${TOLD[limit]} open, the most at once.`,
        RETRY_AFTER_SECONDS,
      ),
  )
  return (request, reply) => holdUntilAnswered(take, request, reply)
}
