import { randomUUID } from 'node:crypto'
import {
  deadLetters,
  intentStatusSet,
  mailboxes,
  mailReceived,
  mailSettled,
  people,
  statusChanged,
  type StreamName,
} from '@tubepost/events'
import { waitUntil } from '@tubepost/testing'
import { connectBus, createUserKey, type NatsConnection, type Outgoing, type ServiceDeclaration } from '../src/index.ts'

/** Two services that have all there is: each kind of subscription, emission and reference data. */
export const parser: ServiceDeclaration = {
  name: 'parser',
  consumes: [{ stream: 'MAIL', events: [mailReceived] }],
  emits: [intentStatusSet, mailSettled],
  reads: [people, mailboxes],
  owns: [],
}
export const status: ServiceDeclaration = {
  name: 'status',
  consumes: [{ stream: 'INTENT', events: [intentStatusSet] }],
  emits: [statusChanged, mailSettled],
  reads: [],
  owns: [people],
}
export const options = { maxBytes: 64 * 1024 * 1024, replicas: 1 }

const SUBJECTS = {
  MAIL: 'mail.received.v1.status',
  INTENT: 'intent.status.set.v1.status',
  FACT: 'status.changed.v1.status',
  OUTCOME: 'mail.settled.v1.status',
  REPLY: 'reply.requested.v1.status',
  DEAD: `${deadLetters.parser.name}.v1.-`,
} satisfies Record<StreamName, string>

export function anOutgoing(stream: StreamName, body = '{}'): Outgoing {
  return { id: randomUUID(), stream, subject: SUBJECTS[stream], redrive: 0, body }
}

/** A server without accounts lets every key in. */
export function connectAs(nats: { url: string }, user: string, { seed } = createUserKey()): Promise<NatsConnection> {
  return connectBus({ servers: nats.url, user, seed, onStatus: () => {} })
}

export async function untilConnected(connection: NatsConnection): Promise<void> {
  const answers = () =>
    connection.rtt().then(
      () => true,
      () => false,
    )
  await waitUntil(answers, { timeoutMs: 10_000, what: 'the broker to answer' })
}
