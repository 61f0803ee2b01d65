import type { FastifyReply, FastifyRequest } from 'fastify'
import { hasBody } from './has-body.ts'
import { CSV_BYTES, CSV_TYPE, JSON_BYTES, MAIL_TYPE } from './limits.ts'
import { holdUntilAnswered, limitHeld } from './limit-held.ts'
import { RefusedRequest } from './refused-request.ts'

// Parsed, a body takes up to four times its bytes; all of them have to fit beside the rest in a heap of 96 MB.
const BODY_BYTES = { inAll: 8 * 1024 * 1024, ofOne: 4 * 1024 * 1024 }
const RETRY_AFTER_SECONDS = 5

/**
 * Room for the bodies that are in hand, from before the first byte until the answer has gone; beyond it a call is refused
 * (503, Retry-After). Mails are not counted: they are handed on as they come, and the parser has a room for them.
 */
export function limitBodies(): (request: FastifyRequest, reply: FastifyReply) => void {
  const take = limitHeld(BODY_BYTES, (limit) => {
    const whose = limit === 'ofOne' ? ' of this token' : ''
    return new RefusedRequest(503, 'busy', `Too many large calls${whose} are in hand. Try again.`, RETRY_AFTER_SECONDS)
  })
  return (request, reply) => {
    const { headers } = request
    const type = mediaType(headers['content-type'])
    if (!hasBody(headers) || type === MAIL_TYPE) return
    const longest = type === CSV_TYPE ? CSV_BYTES : JSON_BYTES
    const announced = Number(headers['content-length'] ?? longest)
    holdUntilAnswered(take, request, reply, Math.min(announced, longest))
  }
}

const mediaType = (contentType = ''): string => contentType.split(';', 1)[0]?.trim().toLowerCase() ?? ''
