import { countLag, type NatsConnection, publishReference } from '@tubepost/bus'
import { insertOutbox, type Pool, transaction } from '@tubepost/db'
import type { TubepostEvent } from '@tubepost/events'
import type { Static, TObject } from 'typebox'
import type { Logger } from 'pino'
import type { ServiceContext, ServiceDefinition } from './define-service.ts'
import { publishCommitted } from './deliver-transactional.ts'
import { toOutbox, toOutgoing } from './outgoing.ts'
import { originOf, type Runtime } from './runtime.ts'
import { createdAt } from './tracing.ts'
import type { Setup } from './setup/setup-file.ts'

/** What the loops, timers and routes of a service work with. */
export function createContext<Schema extends TObject>(
  definition: ServiceDefinition<Schema>,
  options: { own: Static<Schema>; instance: string; log: Logger },
  parts: { runtime: Runtime; connection: NatsConnection; pool: Pool | undefined; setup: Setup | undefined },
): ServiceContext<Static<Schema>> {
  const { runtime, connection, pool } = parts
  const database = () => {
    if (pool === undefined) throw new Error(`${definition.name} has no tables`)
    return pool
  }
  return {
    config: options.own,
    setup: parts.setup,
    log: options.log,
    instance: options.instance,
    signal: runtime.signal,
    cutOff: runtime.cutOff,
    reference: runtime.reference,
    tally: runtime.metrics.tally,
    trace: runtime.tracing,
    origin: () => originOf(runtime),
    get pool() {
      return database()
    },
    async act(work) {
      const { tally, release } = runtime.metrics.keepBack()
      const startedAt = Date.now()
      let made: readonly TubepostEvent[] = []
      const outbox = await transaction(database(), async (tx) => {
        const origin = originOf(runtime)
        made = await work(tx, { now: origin.now, origin, tally })
        const rows = toOutbox(made, runtime.emits)
        await insertOutbox(tx, rows)
        return rows
      })
      release()
      for (const event of made)
        if (event.causationid === undefined) runtime.tracing.began(event, createdAt(event, startedAt))
      await publishCommitted(runtime, database(), outbox)
    },
    lookAtStream: (stream) => runtime.publisher.look(stream),
    lag: () => {
      const streams = definition.consumes.map((subscription) => subscription.stream)
      return countLag(connection, definition.name, streams)
    },
    publish: (events, onSent) => runtime.publisher.publishAll(toOutbox(events, runtime.emits).map(toOutgoing), onSent),
    async putReference(kind) {
      const own = definition.owns?.find((candidate) => candidate.definition.bucket === kind.bucket)
      if (own === undefined) throw new Error(`${definition.name} does not own ${kind.bucket}`)
      await publishReference(connection, own.definition, await own.load(database()))
    },
  }
}
