import { deriveId, firstEvent, type Origin, redrives, type TubepostEvent } from '@tubepost/events'
import type { DeadLetter } from './dead-letter-sql.ts'

/**
 * The order to the runtime that gave an event up to handle it again. Each has an id of its own, so that the broker and
 * the inboxes take the second redrive of one letter for what it is.
 * @param letter as it stands after this redrive has been counted
 */
export function redriveOrder(letter: DeadLetter, event: Record<string, unknown>, origin: Origin): TubepostEvent {
  const mailbox = event['mailbox']
  return firstEvent(redrives[letter.service], origin, {
    id: deriveId(letter.eventId, 'redrive', String(letter.redrives)),
    correlationId: letter.mailId,
    ...(typeof mailbox === 'string' ? { mailbox } : {}),
    data: { consumer: letter.service, event },
  })
}
