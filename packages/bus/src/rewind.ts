import { DeliverPolicy, jetstream, jetstreamManager } from '@nats-io/jetstream'
import type { NatsConnection } from '@nats-io/nats-core'
import type { StreamName } from '@tubepost/events'
import { CONSUMER_NOT_FOUND, orUndefined } from './not-found.ts'
import { consumersOf, durablesOf, GENERATION_KEY, type ServiceDeclaration } from './topology.ts'

/** A message as a stream holds it. */
export interface StoredMessage {
  readonly text: string
  readonly generation: string
  readonly sequence: number
}

// One batch in memory: at 64 KiB of headers the largest events make 32 MB of it.
const BATCH = 500
const EXPIRES_MS = 5_000

/** Events of a stream from `since` on, in its order, in batches. Needs a user that may make consumers. */
export async function* readSince(
  connection: NatsConnection,
  stream: StreamName,
  since: Date,
): AsyncGenerator<readonly StoredMessage[]> {
  const { config } = await (await jetstreamManager(connection)).streams.info(stream)
  const generation = config.metadata?.[GENERATION_KEY] ?? 'unknown'
  const consumer = await jetstream(connection).consumers.get(stream, {
    deliver_policy: DeliverPolicy.StartTime,
    opt_start_time: since.toISOString(),
  })
  let pending = (await consumer.info()).num_pending
  while (pending > 0) {
    const batch: StoredMessage[] = []
    for await (const message of await consumer.fetch({ max_messages: BATCH, expires: EXPIRES_MS })) {
      batch.push({ text: message.string(), generation, sequence: message.seq })
      pending = message.info.pending
      if (pending === 0) break
    }
    if (batch.length === 0) throw new Error(`the stream ${stream} has ${pending} messages more, but does not give them`)
    yield batch
  }
}

/** Services that are reading from the broker now. */
export async function readersOf(
  connection: NatsConnection,
  services: readonly ServiceDeclaration[],
): Promise<string[]> {
  const { consumers } = await jetstreamManager(connection)
  const reading = new Set<string>()
  for (const service of services)
    for (const [stream, durable] of durablesOf(service)) {
      const info = await orUndefined(consumers.info(stream, durable), CONSUMER_NOT_FOUND)
      if ((info?.num_waiting ?? 0) > 0) reading.add(service.name)
    }
  return [...reading]
}

/** Has every durable of the services begin again at that moment of its stream. */
export async function rewindDurables(
  connection: NatsConnection,
  services: readonly ServiceDeclaration[],
  since: Date,
): Promise<void> {
  const { consumers } = await jetstreamManager(connection)
  for (const { stream, config } of services.flatMap(consumersOf)) {
    await orUndefined(consumers.delete(stream, config.durable_name), CONSUMER_NOT_FOUND)
    await consumers.add(stream, {
      ...config,
      deliver_policy: DeliverPolicy.StartTime,
      opt_start_time: since.toISOString(),
    })
  }
}
