import { jetstreamManager } from '@nats-io/jetstream'
import { connectBus, countLag, durableOf } from '@tubepost/bus'
import type { ServiceName, StreamName } from '@tubepost/events'
import { declarations } from '@tubepost/installer'

const A_DAY_MS = 86_400_000

export interface Consumers {
  /** Its durables keep for later all that they have to hand over. */
  pause(service: ServiceName): Promise<void>
  resume(service: ServiceName): Promise<void>
  /** Events that its durables have not had acknowledged. */
  waiting(service: ServiceName): Promise<number>
  areDone(service: ServiceName): Promise<boolean>
  close(): Promise<void>
}

/** The durables of the services, as the broker's administrator sees them. */
export async function openConsumers(servers: string, adminSeed: string): Promise<Consumers> {
  const connection = await connectBus({ servers, user: 'admin', seed: adminSeed, onStatus() {} })
  const { consumers } = await jetstreamManager(connection)
  const waiting = (service: ServiceName) => countLag(connection, service, streamsOf(service))
  return {
    async pause(service) {
      const until = new Date(Date.now() + A_DAY_MS)
      for (const stream of streamsOf(service)) await consumers.pause(stream, durableOf(service), until)
    },
    async resume(service) {
      for (const stream of streamsOf(service)) await consumers.resume(stream, durableOf(service))
    },
    waiting,
    areDone: async (service) => (await waiting(service)) === 0,
    close: () => connection.close(),
  }
}

function streamsOf(service: ServiceName): StreamName[] {
  return (declarations.find(({ name }) => name === service)?.consumes ?? []).map(({ stream }) => stream)
}
