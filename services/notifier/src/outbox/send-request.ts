import { answerRequested, deriveId, type EventOf, isA, replyRequested, type TubepostEvent } from '@tubepost/events'

export type ReplyRequest = EventOf<typeof replyRequested>
export type AnswerRequest = EventOf<typeof answerRequested>
/** A mail that is to be sent: an automatic reply to a mail, or one that a person wrote on a case. */
export type SendRequest = ReplyRequest | AnswerRequest

export const isSendRequest = (event: TubepostEvent): event is SendRequest =>
  isA(replyRequested, event) || isA(answerRequested, event)

export type SendKind = ReplyRequest['data']['kind'] | 'personal'

/** As much of a request as both kinds have. */
export interface SendHead {
  readonly kind: SendKind
  /** The mail that it answers by itself; null where a person wrote it. */
  readonly mailId: string | null
  readonly mailbox: string
  /** At least one. */
  readonly to: readonly string[]
  readonly cc: readonly string[]
  readonly bcc: readonly string[]
}

export function sendHead(request: SendRequest): SendHead {
  if (isA(answerRequested, request)) {
    const { mailbox, to, cc, bcc } = request.data
    return { kind: 'personal', mailId: null, mailbox, to, cc, bcc }
  }
  const { kind, mailId, mailbox, to, cc } = request.data
  return { kind, mailId, mailbox, to: [to], cc, bcc: [] }
}

/** The recipient by whom the outbox finds it. */
export const firstRecipient = ({ to: [first] }: Pick<SendHead, 'to'>): string => {
  if (first === undefined) throw new Error('a mail to nobody was asked for')
  return first
}

/** A mail has one reply, and so its id follows from the mail's; a person's answer has its own. */
export const replyIdOf = (request: SendRequest): string =>
  isA(answerRequested, request) ? request.data.answerId : deriveId(request.data.mailId, 'reply')
