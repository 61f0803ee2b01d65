import { setTimeout as delay } from 'node:timers/promises'
import { type ConsumerMessages, jetstream, type JsMsg } from '@nats-io/jetstream'
import type { NatsConnection } from '@nats-io/nats-core'
import { ACK_WAIT_MS, PREFETCH } from './topology.ts'

export type { JsMsg } from '@nats-io/jetstream'

export interface ConsumeOptions {
  stream: string
  durable: string
  /** Most messages handed over at once. */
  batchMax: number
  /** Handles a batch and acks or naks each message of it. Must not throw. */
  onBatch: (messages: JsMsg[]) => Promise<void>
  /** Hears why consuming was interrupted; it goes on by itself. */
  onInterrupted: (error: unknown) => void
}

export interface Consumption {
  /** Takes no more, lets the batch in hand finish, gives back what was fetched ahead. */
  stop(): Promise<void>
}

const EXPIRES_MS = 30_000
const IDLE_HEARTBEAT_MS = 5_000
const RESTART_MS = 500
// Long before the ack wait ends, also when one extension is lost.
const STILL_WORKING_MS = ACK_WAIT_MS / 3

/**
 * Pulls from a durable and hands over what has arrived, in batches, one batch at a time. Restarts for ever: when the
 * server was away, when the durable was deleted, when heartbeats are missed (nats-io/nats.node#649).
 */
export function consumeBatches(connection: NatsConnection, options: ConsumeOptions): Consumption {
  const client = jetstream(connection)
  let messages: ConsumerMessages | undefined
  let stopped = false

  const run = async () => {
    while (!stopped) {
      try {
        const consumer = await client.consumers.get(options.stream, options.durable)
        if (stopped) return
        messages = await consumer.consume({
          max_messages: PREFETCH,
          expires: EXPIRES_MS,
          idle_heartbeat: IDLE_HEARTBEAT_MS,
          abort_on_missing_resource: true,
        })
        await handOver(messages, options, () => stopped)
      } catch (error) {
        if (!stopped) options.onInterrupted(error)
      }
      if (!stopped) await delay(RESTART_MS * (1 + Math.random()))
    }
  }
  const running = run()
  return {
    async stop() {
      stopped = true
      messages?.stop()
      await running
    },
  }
}

/**
 * Hands over what has arrived until the messages end. The iterator asks the server for more only as it is read, which
 * bounds what is held; its own count of what is left is not used, since it also counts its pulls.
 */
async function handOver(messages: ConsumerMessages, options: ConsumeOptions, isStopped: () => boolean): Promise<void> {
  const iterator = messages[Symbol.asyncIterator]()
  let coming = iterator.next()
  for (;;) {
    const first = await coming
    if (first.done === true) return
    const batch = [first.value]
    coming = iterator.next()
    // A message that has arrived already answers before the event loop turns.
    const turn = new Promise<undefined>((resolve) => setImmediate(resolve, undefined))
    while (batch.length < options.batchMax) {
      const next = await Promise.race([coming, turn])
      if (next === undefined || next.done === true) break
      batch.push(next.value)
      coming = iterator.next()
    }
    if (isStopped()) for (const message of batch) message.nak()
    else await handOverBatch(batch, options)
  }
}

async function handOverBatch(batch: JsMsg[], options: ConsumeOptions): Promise<void> {
  const extending = setInterval(() => {
    for (const message of batch) message.working()
  }, STILL_WORKING_MS)
  try {
    await options.onBatch(batch)
  } finally {
    clearInterval(extending)
  }
}
