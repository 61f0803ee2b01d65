import { jetstreamManager } from '@nats-io/jetstream'
import type { NatsConnection } from '@nats-io/nats-core'
import type { ServiceName, StreamName } from '@tubepost/events'
import { durableOf } from './topology.ts'

/** Messages of these streams that the service's durables have not had acknowledged. */
export async function countLag(
  connection: NatsConnection,
  service: ServiceName,
  streams: readonly StreamName[],
): Promise<number> {
  const manager = await jetstreamManager(connection, { checkAPI: false })
  const infos = await Promise.all(streams.map((stream) => manager.consumers.info(stream, durableOf(service))))
  return infos.reduce((total, info) => total + info.num_pending + info.num_ack_pending, 0)
}
