import type { Publisher } from '@tubepost/bus'
import { markPublished, type Pool, pruneDeliveries, reopenForGeneration, sweepOutbox, transaction } from '@tubepost/db'
import type { StreamName } from '@tubepost/events'
import { toOutgoing } from './outgoing.ts'
import type { Runtime } from './runtime.ts'

// Rows younger than this are being published by the process that wrote them.
const SWEEP_AFTER_S = 3
const SWEEP_BATCH = 500
// A chain that was cut longer ago is completed by its mail being published again.
const RELAY_WINDOW_HOURS = 24
const KEEP_DAYS = 30

/**
 * Publishes what was left in the outbox: by a process that died, or because the broker was away. Each stream for
 * itself, so that one that is full keeps nothing back from the others.
 */
export async function sweep(runtime: Runtime, pool: Pool): Promise<void> {
  for (const stream of emittedStreams(runtime)) {
    await sweepStream(runtime, pool, stream).catch((error: unknown) => {
      if (!runtime.signal.aborted) runtime.log.warn({ err: error, stream }, 'the outbox could not be swept')
    })
  }
}

const emittedStreams = (runtime: Runtime) => new Set<StreamName>(runtime.emits.map((event) => event.stream))

async function sweepStream(runtime: Runtime, pool: Pool, stream: StreamName): Promise<void> {
  for (;;) {
    const swept = await transaction(pool, async (tx) => {
      const left = await sweepOutbox(tx, stream, SWEEP_AFTER_S, SWEEP_BATCH)
      const published = await runtime.publisher.publishAll(left.map(toOutgoing))
      await markPublished(
        tx,
        published.map((event) => event.id),
        published.map((event) => event.generation),
      )
      return left.length
    })
    if (swept < SWEEP_BATCH) return
  }
}

/** The life of each stream as last seen, and how often its rows have been looked through since it began. */
export type SeenGenerations = Map<StreamName, { generation: string; looks: number }>
// A second look takes the rows which a publish still under way at the first one marked with the old generation.
const LOOKS = 2

/** Looks whether streams have begun anew, and if so opens what their earlier life had taken for the next sweep. */
export async function followGenerations(
  runtime: Runtime,
  pool: Pool,
  publisher: Publisher,
  seen: SeenGenerations,
): Promise<void> {
  for (const stream of emittedStreams(runtime)) {
    const { generation } = await publisher.look(stream)
    const before = seen.get(stream)
    const looks = before?.generation === generation ? before.looks : 0
    if (looks >= LOOKS) continue
    const reopened = await reopenForGeneration(pool, stream, generation, RELAY_WINDOW_HOURS)
    seen.set(stream, { generation, looks: looks + 1 })
    if (reopened > 0)
      runtime.log.warn({ stream, reopened }, 'the stream began anew; its recent events are published again')
  }
}

export async function prune(pool: Pool): Promise<void> {
  await pruneDeliveries(pool, KEEP_DAYS)
}
