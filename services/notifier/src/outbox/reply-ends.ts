import {
  answerRequested,
  causedBy,
  type DataOf,
  deliveryChanged,
  isA,
  type Origin,
  replyFailed,
  replyHeld,
  replySent,
  type TubepostEvent,
} from '@tubepost/events'
import { type Brake, BRAKE_TEXTS } from '../gate/decide-reply.ts'
import type { AnswerRequest, ReplyRequest, SendRequest } from './send-request.ts'

interface Reply {
  readonly replyId: string
  readonly request: SendRequest
  readonly attempts: number
  readonly messageId: string
}

export function sent({ request, ...reply }: Reply, response: string, origin: Origin): TubepostEvent {
  if (isA(answerRequested, request)) return delivery(request, reply, 'sent', response, origin)
  const { messageId } = reply
  return causedBy(request, replySent, origin, { ...about(request, reply), messageId, response })
}

export function failed(
  { request, ...reply }: Reply,
  state: 'failed' | 'unknown',
  error: string,
  origin: Origin,
): TubepostEvent {
  if (isA(answerRequested, request)) return delivery(request, reply, state, error, origin)
  return causedBy(request, replyFailed, origin, { ...about(request, reply), state, error })
}

export function held({ request, ...reply }: Reply, brake: Brake, origin: Origin): TubepostEvent {
  const text = BRAKE_TEXTS[brake]
  if (isA(answerRequested, request)) return delivery(request, reply, 'held', text, origin)
  return causedBy(request, replyHeld, origin, { ...about(request, reply), brake, text })
}

type State = Omit<Reply, 'request'>

function about({ data }: ReplyRequest, { replyId, attempts }: State) {
  const { mailId, mailbox, to } = data
  return { replyId, mailId, mailbox, to, attempts }
}

/** One event for each state: held once, and ended once. */
function delivery(
  request: AnswerRequest,
  { attempts, messageId }: State,
  state: DataOf<typeof deliveryChanged>['state'],
  detail: string,
  origin: Origin,
): TubepostEvent {
  const { answerId, caseId, mailbox, to } = request.data
  const data = { answerId, caseId, mailbox, to, state, detail, messageId, attempts }
  return causedBy(request, deliveryChanged, origin, data, state)
}
