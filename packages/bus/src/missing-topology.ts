import { jetstreamManager } from '@nats-io/jetstream'
import type { NatsConnection } from '@nats-io/nats-core'
import { CONSUMER_NOT_FOUND, orUndefined, STREAM_NOT_FOUND } from './not-found.ts'
import { bucketsOf, bucketStreamOf, durablesOf, type ServiceDeclaration, streamsOf } from './topology.ts'

/**
 * The streams, durables and buckets a service uses that the broker does not have, by name. Asks what the service itself
 * may ask, so it needs no administrator.
 */
export async function missingTopology(connection: NatsConnection, service: ServiceDeclaration): Promise<string[]> {
  const { streams, consumers } = await jetstreamManager(connection, { checkAPI: false })
  const missing: string[] = []
  for (const stream of streamsOf(service))
    if ((await orUndefined(streams.info(stream), STREAM_NOT_FOUND)) === undefined) missing.push(`stream ${stream}`)
  for (const [stream, durable] of durablesOf(service)) {
    // If the stream is missing the broker says so instead, and that has been noted.
    const known = orUndefined(orUndefined(consumers.info(stream, durable), CONSUMER_NOT_FOUND), STREAM_NOT_FOUND)
    if ((await known) === undefined) missing.push(`consumer ${stream}/${durable}`)
  }
  for (const bucket of bucketsOf(service))
    if ((await orUndefined(streams.info(bucketStreamOf(bucket)), STREAM_NOT_FOUND)) === undefined)
      missing.push(`bucket ${bucket}`)
  return missing
}
