import { deriveId, firstEvent, mailReceived, mailRequeued, type Origin, type TubepostEvent } from '@tubepost/events'
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

/** Why a mail is not handled again, for people. */
export const NOT_REQUEUED = {
  in_hand: 'The mail is being handled; it can be requeued when it is settled.',
  applied: 'The mail was applied. It is not handled again, since it would act twice.',
  duplicate: 'The same mail has come before, and what it asked for was decided then. Requeue the first one instead.',
  unreadable:
    'The mail server never gave the header of this mail, so there is nothing to handle again. Have it sent once more.',
  removed:
    'The mail is older than the retention, so its header is gone and there is nothing to handle again. Have it sent once more.',
} as const
type Refusal = keyof typeof NOT_REQUEUED

/**
 * Has a mail handled again, unless it has had its effect or nothing is kept of it. Every id of the new round is a new one,
 * since all of them follow from that of the received event; mailId and fingerprint stay, by which the others know what
 * they have done for it already.
 */
export function decideRequeue(mail: KeptMail, by: string, origin: Origin): NewRound | { refused: Refusal } {
  const { mailId, event } = mail
  const refused = refusal(mail)
  if (refused !== undefined) return { refused }
  if (event === null) return { refused: 'removed' }
  const { mailbox, data } = event
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

function refusal({ outcome, reason, alarm }: KeptMail): Refusal | undefined {
  if (outcome === null && alarm === null) return 'in_hand'
  if (outcome === 'applied' || outcome === 'duplicate') return outcome
  return reason === 'unreadable' ? 'unreadable' : undefined
}
