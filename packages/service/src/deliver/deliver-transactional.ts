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
  unmarkPublished,
} from '@tubepost/db'
import type { StreamName, TubepostEvent } from '@tubepost/events'
import { crashPoint } from '../crash-point.ts'
import type { Subscription } from '../define/define-service.ts'
import { redriven, toOutbox, toOutgoing } from './outgoing.ts'
import { type Delivery, originOf, type Runtime } from './runtime.ts'

/**
 * Inbox rows, handler and outbox rows are one transaction; the outbox is published right after the commit. Killed
 * before the commit, nothing has happened. Killed after it, before the events were published or acknowledged, the
 * redelivery finds the inbox rows and publishes what the events caused. So the outbox rows count as published from
 * their first moment, and are not written again.
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
      // Before the transaction: a stream that begins anew from here on has another life than the one that is noted.
      const generations = await generationsNow(runtime)
      const caused = await transaction(pool, async (tx) => {
        const news = subscription.idempotent ? events : await notHandled(tx, consumer, events)
        const again = await causedEarlier(tx, events, news)
        const origin = originOf(runtime)
        const { reference, blobs, config } = runtime
        const returned =
          news.length === 0
            ? []
            : await subscription.handler(news, { tx, now: origin.now, origin, reference, blobs, config, tally })
        if (subscription.idempotent && returned.length > 0)
          throw new TypeError(`${consumer} is idempotent; after a crash nobody would publish what it returns`)
        const outbox = toOutbox(returned, runtime.emits)
        await insertOutbox(tx, outbox, generations)
        return { outbox, again, done: news.length }
      })
      release()
      runtime.metrics.handled.inc({ stream: subscription.stream, result: 'done' }, caused.done)
      runtime.metrics.handled.inc({ stream: subscription.stream, result: 'known' }, events.length - caused.done)
      crashPoint('after-effect-commit')
      subscription.wakes?.wake()
      await publishMarked(runtime, pool, caused.outbox)
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

async function generationsNow({ publisher, emits }: Runtime): Promise<Map<StreamName, string>> {
  const streams = [...new Set(emits.map(({ stream }) => stream))]
  return new Map(
    await Promise.all(streams.map(async (stream) => [stream, await publisher.generationOf(stream)] as const)),
  )
}

/** Notes the events in the inbox. @returns those of which no earlier transaction has, each once */
async function notHandled(tx: Tx, consumer: string, events: readonly TubepostEvent[]): Promise<TubepostEvent[]> {
  const fresh = await noteHandled(
    tx,
    consumer,
    events.map(({ id }) => id),
  )
  // The first of several deliveries of one event in a batch counts.
  return events.filter((event) => fresh.delete(event.id))
}

/**
 * Events that earlier deliveries of these ones caused. Publishing them again completes the chain where a process died
 * before it had published them, or where the broker has lost them since.
 */
async function causedEarlier(
  tx: Tx,
  events: readonly TubepostEvent[],
  news: readonly TubepostEvent[],
): Promise<OutboxRow[]> {
  const known = events.filter((event) => !news.includes(event))
  if (known.length === 0) return []
  const redrives = new Map(known.map((event) => [event.id, event.redrive]))
  const rows = await outboxCausedBy(tx, [...redrives.keys()])
  return rows.map((row) => redriven(row, Math.max(row.redrive, redrives.get(row.causeId ?? '') ?? 0)))
}

/** Publishes outbox rows that are marked already. Fails only where they can neither be published nor left to the sweeper. */
async function publishMarked(runtime: Runtime, pool: Pool, outbox: readonly OutboxRow[]): Promise<void> {
  if (outbox.length === 0) return
  try {
    await runtime.publisher.publishAll(outbox.map(toOutgoing))
  } catch (error) {
    await unmarkPublished(
      pool,
      outbox.map(({ id }) => id),
    )
    runtime.log.warn({ err: error, events: outbox.length }, 'left in the outbox for the sweeper')
  }
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
