import { causedBy, type DataOf, type EventOf, type Origin, type TubepostEvent } from './define-event.ts'
import { replyRequested } from './definitions/reply.ts'
import type { ReturnSlip } from './vocabulary.ts'

/** The words of a reply, before a template has them. `subject` is that of the mail which is answered. */
export type ReplyWords = Pick<DataOf<typeof replyRequested>, 'kind' | 'subject' | 'template' | 'model'>

/** Asks for an answer to the mail at the head of the cause's chain, which goes where the slip says. */
export function askForReply(
  cause: TubepostEvent,
  slip: ReturnSlip,
  origin: Origin,
  words: ReplyWords,
): EventOf<typeof replyRequested> {
  const { to, messageId, references, locale, timeZone, arrivedAt, trust, replyTo } = slip
  return causedBy(cause, replyRequested, origin, {
    mailId: cause.correlationid,
    mailbox: cause.mailbox,
    to,
    cc: [],
    inReplyTo: messageId,
    references,
    locale,
    timeZone,
    ...(arrivedAt !== undefined && { arrivedAt }),
    ...(trust !== undefined && { trust }),
    ...(replyTo !== undefined && { replyTo }),
    ...words,
  })
}
