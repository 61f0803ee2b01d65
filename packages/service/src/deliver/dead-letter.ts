import {
  causedBy,
  deadLetters,
  firstEvent,
  deriveId,
  type Origin,
  type ServiceName,
  settle,
  type StreamName,
  type TubepostEvent,
} from '@tubepost/events'

// Length up to which the operator is shown a message that is no event; the whole of it is still in its stream.
const SHOWN_TEXT = 65_536
// In UTF-16 units, each of which takes at most three bytes of UTF-8.
const LARGEST_SHOWN_EVENT = 300_000
const SETTLING_STREAMS = new Set<StreamName>(['MAIL', 'INTENT'])

export interface GivenUp {
  service: ServiceName
  /** Whether the service settles mails; the journal reads them too, but no mail waits for it. */
  settles: boolean
  stream: StreamName
  error: { code: string; message: string }
  attempts: number
}

/**
 * The events with which a runtime gives an event up: the dead letter, and, where a mail waits for this handler, the
 * mail's settlement as `failed`.
 */
export function giveUp(event: TubepostEvent, given: GivenUp, origin: Origin): TubepostEvent[] {
  const dead = causedBy(
    event,
    deadLetters[given.service],
    origin,
    {
      consumer: given.service,
      ...shown(event),
      error: given.error,
      attempts: given.attempts,
    },
    String(event.redrive),
  )
  if (!given.settles || !SETTLING_STREAMS.has(given.stream)) return [dead]
  const text = `The ${given.service} service could not handle this mail (${given.error.code}). An operator can redrive it.`
  const settlement = { outcome: 'failed', reason: 'dead_letter', text } as const
  return [dead, settle(event, origin, settlement, `dead:${event.redrive}`)]
}

/** The whole event, or the head of its text where a dead letter with the whole would be too large to publish. */
function shown(event: TubepostEvent): { event: Record<string, unknown> | null; text: string | null } {
  const text = JSON.stringify(event)
  return text.length > LARGEST_SHOWN_EVENT
    ? { event: null, text: text.slice(0, SHOWN_TEXT) }
    : { event: { ...event }, text: null }
}

/** The dead letter of a message that is no event: there is no mail to settle, only the text to keep. */
export function giveUpUnreadable(
  text: string,
  problem: string,
  given: Omit<GivenUp, 'error' | 'settles'>,
  origin: Origin,
): TubepostEvent {
  return firstEvent(deadLetters[given.service], origin, {
    id: deriveId('dead', given.service, text),
    data: {
      consumer: given.service,
      event: null,
      text: text.slice(0, SHOWN_TEXT),
      error: { code: 'event/invalid', message: problem },
      attempts: given.attempts,
    },
  })
}
