import {
  consumeBatches,
  type ConsumeOptions,
  type Consumption,
  durableOf,
  type NatsConnection,
  redriveDurableOf,
} from '@tubepost/bus'
import type { Pool } from '@tubepost/db'
import type { Subscription } from '../define/define-service.ts'
import { deliver } from './deliver.ts'
import { deliverStatelessly } from './deliver-stateless.ts'
import { deliverTransactionally } from './deliver-transactional.ts'
import { deliverRedrives, type Handled } from './redrive.ts'
import type { Runtime } from './runtime.ts'

/** Starts one consumption per subscription, and one for redrives by operators. */
export function startConsuming(
  subscriptions: readonly Subscription[],
  runtime: Runtime,
  connection: NatsConnection,
  pool: Pool | undefined,
): Consumption {
  type Batches = Pick<ConsumeOptions, 'batchMax' | 'unhurried' | 'onBatch'>
  const consume = (stream: string, durable: string, batches: Batches) =>
    consumeBatches(connection, {
      stream,
      durable,
      ...batches,
      onInterrupted: (error) => {
        runtime.metrics.restarts.inc({ what: stream })
        runtime.log.warn({ err: error, stream }, 'consuming was interrupted; it begins again')
      },
    })
  const handled: Handled[] = subscriptions.map((subscription) => ({
    subscription,
    delivery:
      subscription.kind === 'stateless'
        ? deliverStatelessly(runtime, connection, subscription)
        : deliverTransactionally(runtime, required(pool), subscription),
  }))
  const consumptions = [
    ...handled.map(({ subscription, delivery }) =>
      consume(subscription.stream, durableOf(runtime.service), {
        batchMax: subscription.batchMax,
        unhurried: subscription.unhurried,
        onBatch: (messages) => deliver(runtime, delivery, subscription, messages),
      }),
    ),
    consume('DEAD', redriveDurableOf(runtime.service), {
      batchMax: 1,
      onBatch: (messages) => deliverRedrives(runtime, handled, messages),
    }),
  ]
  return { stop: async () => void (await Promise.all(consumptions.map((consumption) => consumption.stop()))) }
}

function required(pool: Pool | undefined): Pool {
  if (pool === undefined) throw new Error('a transactional subscription needs a database')
  return pool
}
