import { type JetStreamClient, jetstream, jetstreamManager, type JetStreamManager } from '@nats-io/jetstream'
import { headers, type MsgHdrs, type NatsConnection } from '@nats-io/nats-core'
import type { StreamName } from '@tubepost/events'
import { isBusOutage } from './bus-errors.ts'
import { isAtLeast } from './provision.ts'
import { GENERATION_KEY } from './topology.ts'

/** An event ready to go. `id` and `redrive` make the broker's message id. */
export interface Outgoing {
  readonly id: string
  readonly stream: StreamName
  readonly subject: string
  readonly redrive: number
  readonly body: string
  readonly traceparent?: string | undefined
}

/** The broker has it: on which life of the stream, and at which place. */
export interface Published {
  readonly id: string
  readonly generation: string
  readonly sequence: number
}

// The server takes 1,000 (nats-server 2.12 and newer); half of it keeps a batch under the 1 MB a client may have pending.
const MAX_BATCH = 500
const MAX_BATCH_BYTES = 700_000
// A batch costs the server 2 ms for itself, since it is gathered in files first, and then a fifth of what each message costs that
// is published alone, some 0.1 ms (nats-server 2.15.1).
const MIN_BATCH = 20
const PUBLISH_TIMEOUT_MS = 5_000
const GENERATION_TTL_MS = 5_000

export interface Publisher {
  /** Publishes in the given order within each stream and waits until the broker has stored all of it. */
  publishAll(messages: readonly Outgoing[], onSent?: () => void): Promise<Published[]>
  /** The life of a stream as the broker told it within the last seconds. */
  generationOf(stream: StreamName): Promise<string>
  /** The current life of a stream and the places it holds. Asked of the broker, not remembered. */
  look(stream: StreamName): Promise<{ generation: string; first: number; last: number }>
}

export async function createPublisher(connection: NatsConnection): Promise<Publisher> {
  const client = jetstream(connection)
  const manager = await jetstreamManager(connection, { checkAPI: false })
  const generations = new Map<StreamName, { value: string; until: number }>()

  const look = async (stream: StreamName) => {
    const info = await lookAt(manager, stream)
    generations.set(stream, { value: info.generation, until: performance.now() + GENERATION_TTL_MS })
    return info
  }
  const generationOf = async (stream: StreamName): Promise<string> => {
    const known = generations.get(stream)
    return known !== undefined && known.until > performance.now() ? known.value : (await look(stream)).generation
  }

  return {
    look,
    generationOf,
    async publishAll(messages, onSent) {
      const published: Published[] = []
      for (const stream of new Set(messages.map((message) => message.stream))) {
        // Read before sending: when the stream begins anew in between, the note is too old, and the event goes out again.
        const generation = await generationOf(stream)
        const mine = messages.filter((message) => message.stream === stream)
        for (const part of inParts(mine)) {
          const sequences = await publishPart(connection, client, part, onSent)
          part.forEach((message, i) => {
            published.push({ id: message.id, generation, sequence: sequences[i] ?? 0 })
          })
        }
      }
      return published
    },
  }
}

async function lookAt(manager: JetStreamManager, stream: StreamName) {
  const info = await manager.streams.info(stream)
  return {
    generation: info.config.metadata?.[GENERATION_KEY] ?? 'unknown',
    first: info.state.first_seq,
    last: info.state.last_seq,
  }
}

function inParts(messages: readonly Outgoing[]): Outgoing[][] {
  const parts: Outgoing[][] = []
  let bytes = 0
  for (const message of messages) {
    const last = parts.at(-1)
    if (last === undefined || last.length >= MAX_BATCH || bytes + message.body.length > MAX_BATCH_BYTES) {
      parts.push([message])
      bytes = message.body.length
    } else {
      last.push(message)
      bytes += message.body.length
    }
  }
  return parts
}

/** @returns the places in the stream, in the order of the messages */
async function publishPart(
  connection: NatsConnection,
  client: JetStreamClient,
  part: readonly Outgoing[],
  onSent: (() => void) | undefined,
): Promise<number[]> {
  const atomic = part.length >= MIN_BATCH && isAtLeast(connection.info?.version ?? '0', '2.12.0')
  if (atomic) {
    try {
      return await publishAtomically(client, part, onSent)
    } catch (error) {
      // A batch that holds one message id the broker knows is refused whole, and so are batches in a number the server
      // does not want; of a refused commit the client says only that the count is wrong. One by one each message meets
      // its own fate.
      if (isBusOutage(error)) throw error
    }
  }
  const answers = part.map((message) =>
    client.publish(message.subject, message.body, { headers: headersOf(message), timeout: PUBLISH_TIMEOUT_MS }),
  )
  onSent?.()
  // All answers are waited for, so that a failure leaves no publish of ours running behind our back.
  const settled = await Promise.allSettled(answers)
  return settled.map((answer) => {
    if (answer.status === 'rejected') throw answer.reason
    return answer.value.seq
  })
}

async function publishAtomically(
  client: JetStreamClient,
  part: readonly Outgoing[],
  onSent: (() => void) | undefined,
): Promise<number[]> {
  const [first, ...rest] = part
  const last = rest.pop()
  if (first === undefined || last === undefined) throw new RangeError('an atomic batch has two messages at least')
  const batch = await client.startBatch(first.subject, first.body, {
    headers: headersOf(first),
    timeout: PUBLISH_TIMEOUT_MS,
  })
  for (const message of rest) void batch.add(message.subject, message.body, { headers: headersOf(message) })
  const commit = batch.commit(last.subject, last.body, { headers: headersOf(last), timeout: PUBLISH_TIMEOUT_MS })
  onSent?.()
  const { seq } = await commit
  return part.map((_, i) => seq - part.length + 1 + i)
}

function headersOf(message: Outgoing): MsgHdrs {
  const result = headers()
  result.set('Content-Type', 'application/cloudevents+json')
  result.set('Nats-Msg-Id', `${message.id}:${message.redrive}`)
  if (message.traceparent !== undefined) result.set('traceparent', message.traceparent)
  return result
}
