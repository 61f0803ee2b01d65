import type { EventOf, intentStatusSet } from '@tubepost/events'
import type { StatusRequest } from './decide-statuses.ts'

export type StatusIntent = EventOf<typeof intentStatusSet>

export interface RequestByMail extends StatusRequest {
  readonly intent: StatusIntent
}

/** The one warning that says nothing of the reading. */
const ABOUT_THE_MAIL = 'body_not_kept'

/**
 * A mail asks for the sender's own status. It is ordered by its moment of effect, then by its arrival, then by its place in
 * the mailbox; whatever the order in which mails are judged, the same one ends on the board.
 */
export function requestByMail(intent: StatusIntent): RequestByMail {
  const { sender, statusId, dueBack, comment, mailId, fingerprint } = intent.data
  const { personId } = sender
  const warnings = intent.data.warnings.filter((code) => code !== ABOUT_THE_MAIL)
  const asked = { id: intent.id, personId, statusId, dueBack, comment, ...placeInOrder(intent), warnings }
  return { ...asked, actor: personId, mailId, fingerprint, intent }
}

/** An intent of a parser before `order` was known has its time alone. */
function placeInOrder({ mailbox, data }: StatusIntent): Pick<StatusRequest, 'orderedAt' | 'orderedBy'> {
  const { sentAt, mailId, order = { effectAt: sentAt, arrivedAt: sentAt } } = data
  const place = String(order.place ?? 0).padStart(PLACE_DIGITS, '0')
  const arrivedAt = new Date(order.arrivedAt).toISOString()
  return { orderedAt: order.effectAt, orderedBy: `${arrivedAt} ${mailbox ?? ''} ${place} ${mailId}` }
}

// As many as the greatest safe integer has.
const PLACE_DIGITS = 16
