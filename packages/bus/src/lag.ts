import { jetstreamManager } from '@nats-io/jetstream'
import type { NatsConnection } from '@nats-io/nats-core'
import type { ServiceName, StreamName } from '@tubepost/events'
import { isIntegrator } from './integrator.ts'
import { durableOf, durablesOf, FOR_INTEGRATORS, type ServiceDeclaration, streamsOf } from './topology.ts'

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

export interface ConsumerState {
  readonly stream: StreamName
  readonly consumer: string
  /** Messages it has not been given yet. */
  readonly pending: number
  /** Messages it was given and has not acknowledged. */
  readonly ackPending: number
}

/** Where the service's own durables stand. */
export async function readConsumers(connection: NatsConnection, service: ServiceDeclaration): Promise<ConsumerState[]> {
  const { consumers } = await jetstreamManager(connection, { checkAPI: false })
  return Promise.all(
    durablesOf(service).map(async ([stream, consumer]) => {
      const info = await consumers.info(stream, consumer)
      return { stream, consumer, pending: info.num_pending, ackPending: info.num_ack_pending }
    }),
  )
}

/**
 * Where the durables of the integrators stand that have read once; one that nobody has read yet waits for nobody. Names of
 * consumers are not permitted one by one, because integrators are named while the broker runs.
 */
export async function readIntegrators(connection: NatsConnection): Promise<Omit<ConsumerState, 'ackPending'>[]> {
  const { consumers } = await jetstreamManager(connection, { checkAPI: false })
  const found: Omit<ConsumerState, 'ackPending'>[] = []
  for (const stream of FOR_INTEGRATORS) {
    for await (const { name, delivered, num_pending, num_ack_pending } of consumers.list(stream))
      if (isIntegrator(name) && delivered.consumer_seq > 0)
        found.push({ stream, consumer: name, pending: num_pending + num_ack_pending })
  }
  return found
}

export interface StreamSize {
  readonly stream: StreamName
  readonly bytes: number
  readonly maxBytes: number
}

/** How full the streams are that the service publishes to or reads. */
export async function readStreams(connection: NatsConnection, service: ServiceDeclaration): Promise<StreamSize[]> {
  const { streams } = await jetstreamManager(connection, { checkAPI: false })
  return Promise.all(
    streamsOf(service).map(async (stream) => {
      const { state, config } = await streams.info(stream)
      return { stream, bytes: state.bytes, maxBytes: config.max_bytes }
    }),
  )
}
