import { countStatelessAttempt, forgetStatelessAttempts, type NatsConnection } from '@tubepost/bus'
import type { TubepostEvent } from '@tubepost/events'
import type { Subscription } from '../define/define-service.ts'
import { toOutbox, toOutgoing } from './outgoing.ts'
import { type Delivery, originOf, type Runtime } from './runtime.ts'

/**
 * Publishes, waits for the PubAck, then acknowledges. Every emitted event has an id derived from its cause, so a
 * receiver recognises the second copy.
 */
export function deliverStatelessly(
  runtime: Runtime,
  connection: NatsConnection,
  subscription: Extract<Subscription, { kind: 'stateless' }>,
): Delivery {
  const publish = async (events: readonly TubepostEvent[]) => {
    await runtime.publisher.publishAll(toOutbox(events, runtime.emits).map(toOutgoing))
  }
  const forget = async (eventIds: readonly string[]) => {
    for (const eventId of new Set(eventIds)) await forgetStatelessAttempts(connection, runtime.service, eventId)
  }
  return {
    async handleBatch(events) {
      const origin = originOf(runtime)
      const { tally, release } = runtime.metrics.keepBack()
      const { reference, blobs, config } = runtime
      const context = { now: origin.now, origin, reference, blobs, config, tally, publishAhead: publish }
      await publish(await subscription.handler(events, context))
      release()
      runtime.metrics.handled.inc({ stream: subscription.stream, result: 'done' }, events.length)
    },
    countAttempt: (eventId) => countStatelessAttempt(connection, runtime.service, eventId),
    forgetAttempts: forget,
    async emit(events) {
      await publish(events)
      await forget(events.flatMap((event) => event.causationid ?? []))
    },
  }
}
