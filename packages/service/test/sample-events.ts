import { randomUUID } from 'node:crypto'
import { type EventOf, firstEvent, intentStatusSet, mailReceived } from '@tubepost/events'

const origin = { service: 'test', now: '2026-11-22T00:00:00Z' }

/** An intent of a mail of its own. */
export function anIntent(mailId: string = randomUUID()): EventOf<typeof intentStatusSet> {
  const data = { ...intentStatusSet.example, mailId }
  return firstEvent(intentStatusSet, origin, { id: randomUUID(), correlationId: mailId, mailbox: 'status', data })
}

export function someIntents(count: number): EventOf<typeof intentStatusSet>[] {
  return Array.from({ length: count }, () => anIntent())
}

export function aMail(): EventOf<typeof mailReceived> {
  const mailId = randomUUID()
  return firstEvent(mailReceived, origin, {
    id: mailId,
    mailbox: 'status',
    data: { ...mailReceived.example, mailId },
  })
}
