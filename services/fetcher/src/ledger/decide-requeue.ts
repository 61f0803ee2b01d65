import { deriveId, firstEvent, mailReceived, mailRequeued, type Origin, type TubepostEvent } from '@tubepost/events'
import { RefusedRequest } from '@tubepost/service'
import type { ReceivedEvent } from './describe-mail.ts'

/** A mail as the ledger knows it. */
export interface KeptMail {
  readonly mailId: string
  /** Null when it was older than the retention. */
  readonly event: ReceivedEvent | null
  readonly round: number
  /** Null while its settlement has not come back. */
  readonly outcome: string | null
  readonly reason: string | null
  /** Why it was not acted on at all. */
  readonly alarm: string | null
}

/** A new round of a mail: what the ledger publishes, and what the others are told. */
export interface NewRound {
  readonly round: number
  readonly received: ReceivedEvent
  readonly requeued: TubepostEvent
}

/**
 * Has a mail handled again. Every id of the new round is a new one, since all of them follow from that of the received
 * event; mailId and fingerprint stay, by which the others know what they have done for it already.
 * Throws a RefusedRequest for a mail that has had its effect, or that nothing is kept of.
 */
export function decideRequeue(mail: KeptMail, by: string, origin: Origin): NewRound {
  refuse(mail)
  const { mailId } = mail
  const { mailbox, data } = mail.event ?? tooOld()
  const round = mail.round + 1
  const about = { correlationId: mailId, mailbox, round }
  return {
    round,
    received: firstEvent(mailReceived, origin, { id: deriveId(mailId, mailReceived.name, round), ...about, data }),
    requeued: firstEvent(mailRequeued, origin, {
      id: deriveId(mailId, mailRequeued.name, round),
      ...about,
      data: { mailId, mailbox, round, by },
    }),
  }
}

function refuse({ outcome, reason, alarm }: KeptMail): void {
  if (outcome === null && alarm === null)
    throw new RefusedRequest(409, 'in_hand', 'The mail is being handled; it can be requeued when it is settled.')
  if (outcome === 'applied')
    throw new RefusedRequest(409, 'applied', 'The mail was applied. It is not handled again, since it would act twice.')
  if (outcome === 'duplicate')
    throw new RefusedRequest(
      409,
      'duplicate',
      'The same mail has come before, and what it asked for was decided then. Requeue the first one instead.',
    )
  if (reason === 'unreadable')
    throw new RefusedRequest(
      409,
      'unreadable',
      'The mail server never gave the header of this mail, so there is nothing to handle again. Have it sent once more.',
    )
}

function tooOld(): never {
  throw new RefusedRequest(
    409,
    'removed',
    'The mail is older than the retention, so its header is gone and there is nothing to handle again. Have it sent once more.',
  )
}
