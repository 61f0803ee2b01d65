import type { Tx } from '@tubepost/db'
import { isA, replyFailed, replyRequested, replySent, type TubepostEvent } from '@tubepost/events'
import { addressKey } from '@tubepost/mail'
import type { Restored } from '@tubepost/service'
import { held } from '../outbox/reply-ends.ts'
import type { ReplyRequest } from '../outbox/reply-sql.ts'
import { endReply, enterEnded, holdOpen, noteRestore, type ReplyEnd } from './restore-sql.ts'

/**
 * Restores the outbox after it was put back to an earlier time. Replies whose end the broker holds are finished with
 * that end. All other replies to mails that arrived before this moment are held, for they may have been sent: those
 * in the tables here, those requested again by the gate.
 */
export async function restoreReplies(tx: Tx, { at, events, origin }: Restored): Promise<TubepostEvent[]> {
  await noteRestore(tx, at)
  // Requests without an end; few wait for long.
  const open = new Map<string, ReplyRequest>()
  for await (const batch of events('REPLY'))
    for (const { event } of batch) {
      if (isA(replyRequested, event)) open.set(event.data.mailId, event)
      const end = endOf(event)
      if (end === undefined) continue
      await endReply(tx, end)
      const request = open.get(end.mailId)
      if (request !== undefined) await enterEnded(tx, request, addressKey(request.data.to), end)
      open.delete(end.mailId)
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
  return undefined
}
