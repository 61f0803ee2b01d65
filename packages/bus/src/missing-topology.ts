import { JetStreamApiError, jetstreamManager } from '@nats-io/jetstream'
import type { NatsConnection } from '@nats-io/nats-core'
import { bucketsOf, bucketStreamOf, durablesOf, type ServiceDeclaration, streamsOf } from './topology.ts'

const NOT_FOUND = new Set([10_059 /* stream */, 10_014 /* consumer */])

/**
 * The streams, durables and buckets a service uses that the broker does not have, by name. Asks what the service itself
 * may ask, so it needs no administrator.
 */
export async function missingTopology(connection: NatsConnection, service: ServiceDeclaration): Promise<string[]> {
  const manager = await jetstreamManager(connection, { checkAPI: false })
  const asked: (readonly [name: string, ask: () => Promise<unknown>])[] = [
    ...streamsOf(service).map((stream) => [`stream ${stream}`, () => manager.streams.info(stream)] as const),
    ...durablesOf(service).map(
      ([stream, durable]) => [`consumer ${stream}/${durable}`, () => manager.consumers.info(stream, durable)] as const,
    ),
    ...bucketsOf(service).map(
      (bucket) => [`bucket ${bucket}`, () => manager.streams.info(bucketStreamOf(bucket))] as const,
    ),
  ]
  const missing: string[] = []
  for (const [name, ask] of asked) {
    try {
      await ask()
    } catch (error) {
      if (!(error instanceof JetStreamApiError && NOT_FOUND.has(error.code))) throw error
      missing.push(name)
    }
  }
  return missing
}
