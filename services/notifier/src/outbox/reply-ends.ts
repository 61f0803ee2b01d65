import { causedBy, type Origin, replyFailed, replyHeld, replySent, type TubepostEvent } from '@tubepost/events'
import { type Brake, BRAKE_TEXTS } from '../gate/decide-reply.ts'
import type { ReplyRequest } from './reply-sql.ts'

interface Reply {
  readonly replyId: string
  readonly request: ReplyRequest
  readonly attempts: number
}

export function sent(reply: Reply & { messageId: string }, response: string, origin: Origin): TubepostEvent {
  return causedBy(reply.request, replySent, origin, { ...about(reply), messageId: reply.messageId, response })
}

export function failed(reply: Reply, state: 'failed' | 'unknown', error: string, origin: Origin): TubepostEvent {
  return causedBy(reply.request, replyFailed, origin, { ...about(reply), state, error })
}

export function held(reply: Reply, brake: Brake, origin: Origin): TubepostEvent {
  return causedBy(reply.request, replyHeld, origin, { ...about(reply), brake, text: BRAKE_TEXTS[brake] })
}

function about({ replyId, request, attempts }: Reply) {
  const { mailId, mailbox, to } = request.data
  return { replyId, mailId, mailbox, to, attempts }
}
