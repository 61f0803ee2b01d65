import type { Blobs } from '@tubepost/blobs'
import { countLag, type NatsConnection, publishReference, readIntegrators } from '@tubepost/bus'
import { insertOutbox, type Pool, transaction } from '@tubepost/db'
import type { TubepostEvent } from '@tubepost/events'
import type { Static, TObject } from 'typebox'
import type { Logger } from 'pino'
import type { ServiceContext, ServiceDefinition } from '../define/define-service.ts'
import { publishCommitted } from '../deliver/deliver-transactional.ts'
import { toOutbox, toOutgoing } from '../deliver/outgoing.ts'
import { originOf, type Runtime } from '../deliver/runtime.ts'
import { createdAt } from '../define/tracing.ts'
import { onceAtATime } from './once-at-a-time.ts'

/** The context for the loops, timers and routes of a service. */
export function createContext<Schema extends TObject, State>(
  definition: ServiceDefinition<Schema, State>,
  options: { own: Static<Schema>; instance: string; log: Logger },
  parts: { runtime: Runtime; connection: NatsConnection; pool: Pool | undefined; blobs: Blobs | undefined },
): ServiceContext<Static<Schema>, State> {
  const { runtime, connection, pool, blobs } = parts
  const database = () => {
    if (pool === undefined) throw new Error(`${definition.name} has no database`)
    return pool
  }
  const puts = new Map(
    (definition.owns ?? []).map(({ definition: kind, load }) => [
      kind.bucket,
      onceAtATime(async () => void (await publishReference(connection, kind, () => load(database())))),
    ]),
  )
  return {
    config: options.own,
    state: definition.state?.() as State, // `defineService` requires `state` of every service that uses one
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
    get blobs() {
      if (blobs === undefined) throw new Error(`${definition.name} does not declare to use the bytes of mails`)
      return blobs
    },
    async act(work) {
      const { tally, release } = runtime.metrics.keepBack()
      const startedAt = Date.now()
      const emitted: TubepostEvent[] = []
      const done = await transaction(database(), async (tx) => {
        const origin = originOf(runtime)
        const emit = (...events: readonly TubepostEvent[]) => void emitted.push(...events)
        const result = await work(tx, { now: origin.now, origin, tally, emit })
        const outbox = toOutbox(emitted, runtime.emits)
        await insertOutbox(tx, outbox)
        return { result, outbox }
      })
      release()
      for (const event of emitted)
        if (event.causationid === undefined) runtime.tracing.began(event, createdAt(event, startedAt))
      await publishCommitted(runtime, database(), done.outbox)
      return done.result
    },
    generationOf: (stream) => runtime.publisher.generationOf(stream),
    lookAtStream: (stream) => runtime.publisher.look(stream),
    lag: () => {
      const streams = definition.consumes.map((subscription) => subscription.stream)
      return countLag(connection, definition.name, streams)
    },
    integrators: () => readIntegrators(connection),
    publish: (events, onSent) => runtime.publisher.publishAll(toOutbox(events, runtime.emits).map(toOutgoing), onSent),
    async putReference(kind) {
      const put = puts.get(kind.bucket)
      if (put === undefined) throw new Error(`${definition.name} does not own ${kind.bucket}`)
      await put()
    },
  }
}
