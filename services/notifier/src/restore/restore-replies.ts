import type { Tx } from '@tubepost/db'
import { type DataOf, replyFailed, replyRequested, replySent, type TubepostEvent } from '@tubepost/events'
import { addressKey } from '@tubepost/mail'
import type { Restored } from '@tubepost/service'
import { held } from '../outbox/reply-ends.ts'
import type { ReplyRequest } from '../outbox/reply-sql.ts'
import { endReply, enterEnded, holdOpen, noteRestore, type ReplyEnd } from './restore-sql.ts'

/**
 * The outbox was put back to an earlier time. Replies of which the broker holds the end are over; all others of mails that
 * arrived before this moment are held, for they may have been sent: those in the tables now, those that are asked for
 * again by the gate.
 */
export async function restoreReplies(tx: Tx, { at, events, origin }: Restored): Promise<TubepostEvent[]> {
  await noteRestore(tx, at)
  // Of replies without an end; few wait for long.
  const open = new Map<string, ReplyRequest>()
  for await (const batch of events('REPLY'))
    for (const { event } of batch) {
      if (event.type === replyRequested.type) open.set((event as ReplyRequest).data.mailId, event as ReplyRequest)
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
  if (event.type === replySent.type) {
    const { response, ...data } = event.data as DataOf<typeof replySent>
    return { ...data, state: 'sent', result: response, at: event.time }
  }
  if (event.type === replyFailed.type) {
    const { error, ...data } = event.data as DataOf<typeof replyFailed>
    return { ...data, messageId: '', result: error, at: event.time }
  }
  return undefined
}
