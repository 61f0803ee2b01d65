import { Kvm } from '@nats-io/kv'
import type { NatsConnection } from '@nats-io/nats-core'
import type { ServiceName } from '@tubepost/events'
import { attemptsBucketOf } from './topology.ts'

/**
 * Counts one more try of a redelivered event, for a service that has no tables. The note stands before the try begins,
 * so that a try that kills the process counts too.
 */
export async function countStatelessAttempt(
  connection: NatsConnection,
  service: ServiceName,
  eventId: string,
): Promise<number> {
  const bucket = await new Kvm(connection).open(attemptsBucketOf(service), { bindOnly: true })
  const known = await bucket.get(eventId)
  const attempts = (known?.operation === 'PUT' ? known.json<number>() : 0) + 1
  await bucket.put(eventId, JSON.stringify(attempts))
  return attempts
}

/** The event is done with: handled, or a dead letter. */
export async function forgetStatelessAttempts(
  connection: NatsConnection,
  service: ServiceName,
  eventId: string,
): Promise<void> {
  const bucket = await new Kvm(connection).open(attemptsBucketOf(service), { bindOnly: true })
  await bucket.purge(eventId)
}
