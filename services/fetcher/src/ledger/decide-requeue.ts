import { deriveId, firstEvent, mailReceived, mailRequeued, type Origin, type TubepostEvent } from '@tubepost/events'
import type { ReceivedEvent } from './describe-mail.ts'

/** A mail in the ledger. */
export interface KeptMail {
  readonly mailId: string
  /** Null when it is older than the retention. */
  readonly event: ReceivedEvent | null
  readonly round: number
  /** Null until its settlement has come back. */
  readonly outcome: string | null
  readonly reason: string | null
  /** The reason why it was not acted on at all. */
  readonly alarm: string | null
}

/** A new round of a mail: the event that the ledger publishes, and the one that announces the requeue. */
export interface NewRound {
  readonly round: number
  readonly received: ReceivedEvent
  readonly requeued: TubepostEvent
}

/** Reasons why a mail is not handled again, for people. */
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
export const REFUSALS = Object.keys(NOT_REQUEUED) as [Refusal, ...Refusal[]]

/**
 * Begins a new round of a mail, unless the mail has had its effect or its header is not kept. Every id of the new
 * round is new, because all of them follow from the id of the received event; mailId and fingerprint stay, so the
 * other services know what they have already done for the mail.
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
