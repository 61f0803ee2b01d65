import type { Outgoing } from '@tubepost/bus'
import type { OutboxRow } from '@tubepost/db'
import { encodeEvent, type EventDefinition, type StreamName, subjectOf, type TubepostEvent } from '@tubepost/events'
import { PermanentError } from '../define/errors.ts'

// The broker takes messages of up to 1 MiB with headers. A message it would always refuse must not enter an outbox.
export const LARGEST_EVENT_BYTES = 1_000_000

/** Turns events into messages. Throws for events that the service does not declare or the broker would not take. */
export function toOutbox(events: readonly TubepostEvent[], emits: readonly EventDefinition[]): OutboxRow[] {
  return events.map((event) => {
    const definition = emits.find((candidate) => candidate.type === event.type)
    if (definition === undefined)
      throw new TypeError(`${event.source} returned ${event.type}, which it does not declare to emit`)
    const body = encodeEvent(definition, event)
    if (Buffer.byteLength(body) > LARGEST_EVENT_BYTES) {
      throw new PermanentError('event/too-large', `${event.type} is larger than ${LARGEST_EVENT_BYTES} bytes`)
    }
    return {
      id: event.id,
      causeId: event.causationid ?? null,
      stream: definition.stream,
      subject: subjectOf(definition, event.mailbox),
      redrive: event.redrive,
      body,
    }
  })
}

export function toOutgoing(row: OutboxRow): Outgoing {
  return {
    id: row.id,
    stream: row.stream as StreamName,
    subject: row.subject,
    redrive: row.redrive,
    body: row.body,
    traceparent: TRACEPARENT.exec(row.body)?.[1],
  }
}
const TRACEPARENT = /"traceparent":"([0-9a-f-]{55})"/

/**
 * The same event, published again on purpose: new to the broker by its message id, known to every inbox by its event
 * id.
 */
export function redriven(row: OutboxRow, redrive: number): OutboxRow {
  const event = { ...(JSON.parse(row.body) as TubepostEvent), redrive }
  return { ...row, redrive, body: JSON.stringify(event) }
}
