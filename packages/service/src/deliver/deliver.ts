import { setTimeout as delay } from 'node:timers/promises'
import type { JsMsg } from '@tubepost/bus'
import { decodeEvent, type EventDefinition, mailSettled, type StreamName, type TubepostEvent } from '@tubepost/events'
import { crashPoint } from '../crash-point.ts'
import { giveUp, giveUpUnreadable } from './dead-letter.ts'
import { aboutEvent, aboutMail, aboutMails } from '../observe/log.ts'
import { createdAt } from '../define/tracing.ts'
import { codeOf, disposeOf, MAX_ATTEMPTS, messageOf } from './disposition.ts'
import { type Delivery, originOf, type Runtime } from './runtime.ts'

// A batch that failed comes back soon, and then each event is tried alone, so that one bad event delays no other.
const SPLIT_DELAY_MS = 200
const CONFLICT_PAUSE_MS = 20

interface Arrived {
  message: JsMsg
  event: TubepostEvent
}

/**
 * Handles a batch of messages: decode, handle, ack; after a failure wait, try again or give up. Never throws. A first
 * delivery is handled with its batch; a redelivery alone, after its attempt has been counted.
 */
export async function deliver(
  runtime: Runtime,
  delivery: Delivery,
  source: { stream: StreamName; events: readonly EventDefinition[] },
  messages: readonly JsMsg[],
): Promise<void> {
  const startedAt = Date.now()
  const end = runtime.metrics.handling.startTimer({ stream: source.stream })
  const arrived: Arrived[] = []
  for (const message of messages) {
    const decoded = decodeEvent(message.string(), source.events)
    if ('event' in decoded) arrived.push({ message, event: decoded.event })
    else await bury(runtime, delivery, source.stream, message, decoded)
  }
  const fresh = arrived.filter(({ message }) => !message.redelivered)
  if (fresh.length > 0) await handleFresh(runtime, delivery, fresh, startedAt)
  for (const one of arrived) {
    if (!one.message.redelivered) continue
    // One at a time may take long; when the service stops, the rest goes to another replica.
    if (runtime.signal.aborted) one.message.nak()
    else await handleAgain(runtime, delivery, source.stream, one, startedAt)
  }
  end()
}

async function handleFresh(
  runtime: Runtime,
  delivery: Delivery,
  fresh: readonly Arrived[],
  startedAt: number,
): Promise<void> {
  try {
    await throughOutages(runtime, () => delivery.handleBatch(fresh.map(({ event }) => event)))
    crashPoint('before-ack')
    for (const one of fresh) {
      one.message.ack()
      runtime.tracing.handled(one.event, { ...handlingOf(one, startedAt), batch: fresh.length })
    }
  } catch (error) {
    const mails = aboutMails(fresh.map(({ event }) => event.correlationid))
    runtime.log.warn(
      { err: error, events: fresh.length, ...mails },
      'batch not handled; each event is tried for itself',
    )
    for (const { message } of fresh) message.nak(SPLIT_DELAY_MS)
  }
}

async function handleAgain(
  runtime: Runtime,
  delivery: Delivery,
  stream: StreamName,
  one: Arrived,
  startedAt: number,
): Promise<void> {
  const { event, message } = one
  let attempts = 1
  try {
    attempts = await throughOutages(runtime, () => delivery.countAttempt(event.id))
    if (attempts > MAX_ATTEMPTS) throw new Error(`tried ${MAX_ATTEMPTS} times, and the last try did not come to an end`)
    await throughOutages(runtime, () => delivery.handleBatch([event]))
    await throughOutages(runtime, () => delivery.forgetAttempts([event.id]))
    message.ack()
    runtime.tracing.handled(event, handlingOf(one, startedAt))
  } catch (error) {
    const fate = disposeOf(error, attempts, Math.random())
    const failed = { ...handlingOf(one, startedAt), error: codeOf(error) }
    runtime.log.warn({ err: error, ...aboutEvent(event), attempts, fate: fate.kind }, 'event not handled')
    if (fate.kind !== 'dead') {
      runtime.tracing.handled(event, { ...failed, failedTry: attempts })
      runtime.metrics.handled.inc({ stream, result: 'later' })
      message.nak(fate.kind === 'later' ? fate.afterMs : SPLIT_DELAY_MS)
      return
    }
    runtime.tracing.handled(event, failed)
    const given = {
      service: runtime.service,
      settles: runtime.emits.includes(mailSettled),
      stream,
      error: { code: codeOf(error), message: messageOf(error) },
      attempts,
    }
    await emitThenAck(runtime, delivery, stream, message, giveUp(event, given, originOf(runtime)))
  }
}

const handlingOf = ({ message }: Arrived, startedAt: number) => ({
  startedAt,
  subject: message.subject,
  carried: () => message.headers?.get('traceparent'),
  batch: 1,
})

async function bury(
  runtime: Runtime,
  delivery: Delivery,
  stream: StreamName,
  message: JsMsg,
  unreadable: { problem: string; text: string },
): Promise<void> {
  runtime.log.error({ problem: unreadable.problem, stream }, 'not an event; it goes to the dead letters')
  const given = { service: runtime.service, stream, attempts: 1 }
  const dead = giveUpUnreadable(unreadable.text, unreadable.problem, given, originOf(runtime))
  runtime.tracing.began(dead, createdAt(dead, Date.now()))
  await emitThenAck(runtime, delivery, stream, message, [dead])
}

/** The message is acknowledged only when its dead letter is stored. */
async function emitThenAck(
  runtime: Runtime,
  delivery: Delivery,
  stream: StreamName,
  message: JsMsg,
  events: readonly TubepostEvent[],
): Promise<void> {
  try {
    await throughOutages(runtime, () => delivery.emit(events))
    runtime.metrics.handled.inc({ stream, result: 'dead' })
    message.ack()
  } catch (error) {
    runtime.log.error(
      { err: error, ...aboutMail(events[0]?.correlationid ?? '') },
      'dead letter not written; the event is tried again',
    )
    message.nak(SPLIT_DELAY_MS)
  }
}

/** Runs the work until it succeeds or fails by its own fault: outages are waited out, conflicts tried again. */
export async function throughOutages<Result>(runtime: Runtime, work: () => Promise<Result>): Promise<Result> {
  for (;;) {
    try {
      return await work()
    } catch (error) {
      const fate = disposeOf(error, 1, Math.random())
      if (runtime.signal.aborted || (fate.kind !== 'outage' && fate.kind !== 'conflict')) throw error
      if (fate.kind === 'outage') {
        runtime.log.warn({ err: error }, 'database, broker or bucket away; waiting until it answers')
        await runtime.untilUp()
      } else {
        await delay(CONFLICT_PAUSE_MS * Math.random())
      }
    }
  }
}
