import { setTimeout as delay } from 'node:timers/promises'
import { type ConsumerMessages, jetstream, type JsMsg } from '@nats-io/jetstream'
import type { NatsConnection } from '@nats-io/nats-core'
import { ACK_WAIT_MS, PREFETCH } from './topology.ts'

export type { JsMsg } from '@nats-io/jetstream'

export interface ConsumeOptions {
  stream: string
  durable: string
  /** Most messages handed over at once; fewer where they are large. */
  batchMax: number
  /** Whether nobody waits for the effect, so that what comes within a moment may be handed over together. */
  unhurried?: boolean
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
// A message that comes within this of the last batch belongs to a burst, of which so much is gathered: a batch of some mails
// costs little more than a batch of one.
const BURST_MS = 40
const GATHER_MS = 5
// A person who looks does not notice it.
const UNHURRIED_MS = 150
// A handler holds a batch as text, as values and as rows: ten mails with long headers are enough for it.
const BATCH_BYTES = 4 * 1024 * 1024
// Long before the ack wait ends, also when one extension is lost.
const STILL_WORKING_MS = ACK_WAIT_MS / 3

/**
 * Pulls from a durable and hands over what has arrived, in batches, one batch at a time. Restarts for ever: when the
 * server was away, when the durable was deleted, when heartbeats are missed (nats-io/nats.node#649). The client itself
 * asks once after missed heartbeats, and where no answer comes within 5 s it pauses for half a minute, also when the
 * server has come back meanwhile.
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
        const silence = endOnSilence(messages)
        await handOver(messages, options, () => stopped)
        if (await silence) throw new Error('the broker has fallen silent')
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

/** Ends the messages at the first missed heartbeats. Resolves when they have ended: with whether that was the reason. */
async function endOnSilence(messages: ConsumerMessages): Promise<boolean> {
  let isSilent = false
  for await (const { type } of messages.status()) {
    if (type !== 'heartbeats_missed') continue
    isSilent = true
    messages.stop()
  }
  return isSilent
}

/**
 * Hands over what has arrived until the messages end. The iterator asks the server for more only as it is read, which
 * bounds what is held; its own count of what is left is not used, since it also counts its pulls.
 */
async function handOver(messages: ConsumerMessages, options: ConsumeOptions, isStopped: () => boolean): Promise<void> {
  const iterator = messages[Symbol.asyncIterator]()
  let coming = iterator.next()
  let handedOver = Number.NEGATIVE_INFINITY
  for (;;) {
    const first = await coming
    if (first.done === true) return
    const batch = [first.value]
    let bytes = first.value.data.length
    coming = iterator.next()
    const isAlone = performance.now() - handedOver > BURST_MS
    const over = gathered(options.unhurried === true ? UNHURRIED_MS : isAlone ? 0 : GATHER_MS)
    while (batch.length < options.batchMax && bytes < BATCH_BYTES) {
      const next = await Promise.race([coming, over])
      if (next === undefined || next.done === true) break
      batch.push(next.value)
      bytes += next.value.data.length
      coming = iterator.next()
    }
    if (isStopped()) for (const message of batch) message.nak()
    else await handOverBatch(batch, options)
    handedOver = performance.now()
  }
}

/** After the time; with none later than all that has arrived already. */
const gathered = (ms: number) =>
  ms > 0 ? delay(ms, undefined) : new Promise<undefined>((resolve) => setImmediate(resolve, undefined))

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
