import type { Tx } from '@tubepost/db'
import { deliveryChanged, isA, replyFailed, replySent, type TubepostEvent } from '@tubepost/events'
import type { Restored } from '@tubepost/service'
import { held } from '../outbox/reply-ends.ts'
import { askedReply } from '../outbox/asked-reply.ts'
import { isSendRequest, replyIdOf, type SendRequest } from '../outbox/send-request.ts'
import { endReply, enterEnded, holdOpen, noteRestore, type ReplyEnd } from './restore-sql.ts'

/**
 * Restores the outbox after it was put back to an earlier time. Replies whose end the broker holds are finished with
 * that end. All other replies to mails that arrived before this moment are held, for they may have been sent: those
 * in the tables here, those requested again by the gate.
 */
export async function restoreReplies(tx: Tx, { at, events, origin }: Restored): Promise<TubepostEvent[]> {
  await noteRestore(tx, at)
  // Requests without an end; few wait for long.
  const open = new Map<string, SendRequest>()
  for await (const batch of events('REPLY'))
    for (const { event } of batch) {
      if (isSendRequest(event)) open.set(replyIdOf(event), event)
      const end = endOf(event)
      if (end === undefined) continue
      await endReply(tx, end)
      const request = open.get(end.replyId)
      if (request !== undefined) await enterEnded(tx, request, askedReply(request).recipientKey, end)
      open.delete(end.replyId)
    }
  return (await holdOpen(tx, 'restored')).map((reply) => held(reply, 'restored', origin))
}

function endOf(event: TubepostEvent): ReplyEnd | undefined {
  if (isA(replySent, event)) {
    const { response, ...data } = event.data
    return { ...data, state: 'sent', result: response, at: event.time }
  }
  if (isA(replyFailed, event)) {
    const { error, ...data } = event.data
    return { ...data, messageId: '', result: error, at: event.time }
  }
  if (isA(deliveryChanged, event)) {
    const { answerId: replyId, state, detail: result, ...data } = event.data
    return state === 'held' ? undefined : { ...data, replyId, state, result, at: event.time }
  }
  return undefined
}
