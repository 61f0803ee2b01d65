import type { EventOf, intentStatusSet } from '@tubepost/events'
import type { StatusRequest } from './decide-statuses.ts'

export type StatusIntent = EventOf<typeof intentStatusSet>

export interface RequestByMail extends StatusRequest {
  readonly intent: StatusIntent
}

/** A mail asks for the sender's own status, in the order of the mails' times. */
export function requestByMail(intent: StatusIntent): RequestByMail {
  const { sender, statusId, dueBack, comment, sentAt, mailId, fingerprint } = intent.data
  const { personId } = sender
  const order = { orderedAt: sentAt, orderedBy: mailId }
  return { id: intent.id, personId, statusId, dueBack, comment, ...order, actor: personId, mailId, fingerprint, intent }
}
