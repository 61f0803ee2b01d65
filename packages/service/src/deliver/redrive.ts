import type { JsMsg } from '@tubepost/bus'
import { decodeEvent, type EventDefinition, mailSettled, redrives, type TubepostEvent } from '@tubepost/events'
import type { Subscription } from '../define/define-service.ts'
import { giveUp } from './dead-letter.ts'
import { throughOutages } from './deliver.ts'
import { aboutEvent } from '../observe/log.ts'
import { codeOf, messageOf } from './disposition.ts'
import { type Delivery, originOf, type Runtime } from './runtime.ts'

export interface Handled {
  subscription: Subscription
  delivery: Delivery
}

/**
 * Handles a redriven dead letter: the event in it is handled as if it had just arrived, with its redrive counted up.
 * It gets one try; a failure makes another dead letter.
 */
export async function deliverRedrives(
  runtime: Runtime,
  handled: readonly Handled[],
  messages: readonly JsMsg[],
): Promise<void> {
  for (const message of messages) {
    const event = readRedrive(runtime, handled, message.string())
    if (event !== undefined) {
      try {
        await handleOne(runtime, handled, event)
      } catch (error) {
        runtime.log.error({ err: error, ...aboutEvent(event) }, 'redrive not handled; it is tried again')
        message.nak(1_000)
        continue
      }
    }
    message.ack()
  }
}

function readRedrive(runtime: Runtime, handled: readonly Handled[], text: string): TubepostEvent | undefined {
  const order = decodeEvent(text, [redrives[runtime.service]])
  if (!('event' in order)) {
    runtime.log.error({ problem: order.problem }, 'not a redrive; ignored')
    return undefined
  }
  const { event } = order.event.data as { event: Record<string, unknown> }
  const known: EventDefinition[] = handled.flatMap(({ subscription }) => [...subscription.events])
  const inner = decodeEvent(JSON.stringify(event), known)
  if (!('event' in inner)) {
    runtime.log.error({ problem: inner.problem }, 'the event of this redrive cannot be read; ignored')
    return undefined
  }
  return { ...inner.event, redrive: inner.event.redrive + 1 }
}

async function handleOne(runtime: Runtime, handled: readonly Handled[], event: TubepostEvent): Promise<void> {
  const target = handled.find(({ subscription }) => subscription.events.some((known) => known.type === event.type))
  if (target === undefined) return
  try {
    await throughOutages(runtime, () => target.delivery.handleBatch([event]))
  } catch (error) {
    const given = {
      service: runtime.service,
      settles: runtime.emits.includes(mailSettled),
      stream: target.subscription.stream,
      error: { code: codeOf(error), message: messageOf(error) },
      attempts: 1,
    }
    const events = giveUp(event, given, originOf(runtime))
    await throughOutages(runtime, () => target.delivery.emit(events))
  }
}
