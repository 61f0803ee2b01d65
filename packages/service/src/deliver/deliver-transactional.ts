import {
  countAttempt,
  forgetAttempts,
  insertOutbox,
  markPublished,
  noteHandled,
  outboxCausedBy,
  type OutboxRow,
  type Pool,
  transaction,
  type Tx,
} from '@tubepost/db'
import type { TubepostEvent } from '@tubepost/events'
import { crashPoint } from '../crash-point.ts'
import type { Subscription } from '../define/define-service.ts'
import { redriven, toOutbox, toOutgoing } from './outgoing.ts'
import { type Delivery, originOf, type Runtime } from './runtime.ts'

/**
 * Inbox rows, handler and outbox rows are one transaction; the outbox is published right after the commit. Killed
 * before the commit, nothing has happened. Killed after it, the redelivery finds the inbox rows, and the sweeper
 * publishes the outbox.
 */
export function deliverTransactionally(
  runtime: Runtime,
  pool: Pool,
  subscription: Extract<Subscription, { kind: 'transactional' }>,
): Delivery {
  const consumer = `${runtime.service}/${subscription.stream}`
  return {
    async handleBatch(events) {
      const { tally, release } = runtime.metrics.keepBack()
      const caused = await transaction(pool, async (tx) => {
        const fresh = await noteHandled(tx, consumer, idsOf(events))
        // The first of several deliveries of one event in a batch counts.
        const news = events.filter((event) => fresh.delete(event.id))
        const again = await republish(tx, events, news)
        const origin = originOf(runtime)
        const returned =
          news.length === 0
            ? []
            : await subscription.handler(news, { tx, now: origin.now, origin, reference: runtime.reference, tally })
        const outbox = toOutbox(returned, runtime.emits)
        await insertOutbox(tx, outbox)
        return { outbox, again, done: news.length }
      })
      release()
      runtime.metrics.handled.inc({ stream: subscription.stream, result: 'done' }, caused.done)
      runtime.metrics.handled.inc({ stream: subscription.stream, result: 'known' }, events.length - caused.done)
      crashPoint('after-effect-commit')
      subscription.wakes?.wake()
      await publishCommitted(runtime, pool, caused.outbox)
      if (caused.again.length > 0) await runtime.publisher.publishAll(caused.again.map(toOutgoing))
      if (caused.outbox.some((row) => row.stream === 'OUTCOME')) crashPoint('after-settlement-publish')
    },
    countAttempt: (eventId) => transaction(pool, (tx) => countAttempt(tx, consumer, eventId)),
    forgetAttempts: (eventIds) => transaction(pool, (tx) => forgetAttempts(tx, consumer, eventIds)),
    async emit(events) {
      const outbox = toOutbox(events, runtime.emits)
      await transaction(pool, async (tx) => {
        await insertOutbox(tx, outbox)
        await forgetAttempts(
          tx,
          consumer,
          outbox.map((row) => row.causeId ?? row.id),
        )
      })
      await publishCommitted(runtime, pool, outbox)
    },
  }
}

const idsOf = (events: readonly TubepostEvent[]) => events.map((event) => event.id)

/**
 * Events that earlier deliveries of redriven events caused: publishing them again completes the lost part of the
 * chain.
 */
async function republish(
  tx: Tx,
  events: readonly TubepostEvent[],
  news: readonly TubepostEvent[],
): Promise<OutboxRow[]> {
  const known = events.filter((event) => event.redrive > 0 && !news.includes(event))
  if (known.length === 0) return []
  const redrives = new Map(known.map((event) => [event.id, event.redrive]))
  const rows = await outboxCausedBy(tx, [...redrives.keys()])
  return rows.map((row) => redriven(row, redrives.get(row.causeId ?? '') ?? row.redrive))
}

/**
 * Publishes the outbox rows of a committed transaction. Never throws: the sweeper publishes later what the broker
 * does not take now.
 */
export async function publishCommitted(runtime: Runtime, pool: Pool, outbox: readonly OutboxRow[]): Promise<void> {
  if (outbox.length === 0) return
  try {
    const published = await runtime.publisher.publishAll(outbox.map(toOutgoing))
    await markPublished(pool, published)
  } catch (error) {
    runtime.log.warn({ err: error, events: outbox.length }, 'left in the outbox for the sweeper')
  }
}
