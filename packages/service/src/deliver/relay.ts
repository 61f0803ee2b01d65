import {
  claimOutbox,
  markPublished,
  OLD_DELIVERIES,
  type OutboxRow,
  type Pool,
  prune,
  reopenForGeneration,
  unclaimOutbox,
} from '@tubepost/db'
import type { StreamName } from '@tubepost/events'
import type { FollowLives } from './follow-lives.ts'
import { toOutgoing } from './outgoing.ts'
import type { Runtime } from './runtime.ts'

// Younger rows are being published by the process that wrote them.
export const SWEEP_AFTER_S = 3
const SWEEP_BATCH = 500
// Many times as long as a broker takes for a batch. Only a replica that died keeps rows from the others for longer.
const CLAIM_S = 20
// A chain that was cut longer ago is completed when its mail is published again.
const RELAY_WINDOW_HOURS = 24
const KEEP_DAYS = 30

/**
 * Publishes the rows left in the outbox by a process that died or while the broker did not answer. Each stream is
 * published separately, so that a full one does not hold back the others.
 */
export async function sweep(runtime: Runtime, pool: Pool, streams: readonly string[]): Promise<void> {
  for (const stream of streams) {
    await sweepStream(runtime, pool, stream).catch((error: unknown) => {
      if (!runtime.signal.aborted) runtime.log.warn({ err: error, stream }, 'the outbox could not be swept')
    })
  }
}

const emittedStreams = (runtime: Runtime) => new Set<StreamName>(runtime.emits.map((event) => event.stream))

async function sweepStream(runtime: Runtime, pool: Pool, stream: string): Promise<void> {
  for (;;) {
    const due = { olderThanSeconds: SWEEP_AFTER_S, limit: SWEEP_BATCH, forSeconds: CLAIM_S }
    const claimed = await claimOutbox(pool, stream, due)
    if (claimed.length > 0) await publishClaimed(runtime, pool, claimed)
    if (claimed.length < SWEEP_BATCH) return
  }
}

/**
 * No row is locked meanwhile, because a broker may take long to answer. If its answer is lost, it still knows the
 * message ids.
 */
async function publishClaimed(runtime: Runtime, pool: Pool, claimed: readonly OutboxRow[]): Promise<void> {
  try {
    await markPublished(pool, await runtime.publisher.publishAll(claimed.map(toOutgoing)))
  } catch (error) {
    const ids = claimed.map(({ id }) => id)
    await unclaimOutbox(pool, ids).catch(() => {}) // the claims run out
    throw error
  }
}

/** Checks whether streams have begun anew, and if so opens the rows of the earlier life for the next sweep. */
export async function followGenerations(runtime: Runtime, pool: Pool, follow: FollowLives): Promise<void> {
  for (const stream of emittedStreams(runtime)) {
    const { generation } = await runtime.publisher.look(stream)
    await follow(pool, stream, generation, async () => {
      const reopened = await reopenForGeneration(pool, stream, generation, RELAY_WINDOW_HOURS)
      if (reopened > 0)
        runtime.log.warn({ stream, reopened }, 'the stream began anew; its recent events are published again')
    })
  }
}

export async function pruneOld(runtime: Runtime, pool: Pool): Promise<void> {
  await prune(pool, OLD_DELIVERIES, KEEP_DAYS, runtime.signal)
}
