import { noteLife, notedLife, type Pool } from '@tubepost/db'
import type { StreamName } from '@tubepost/events'

// A transaction or a publish that ran when the stream began anew still notes the earlier life, for as long as a statement or
// a claim may take.
const LOOK_MS = 30_000

/**
 * Runs `look` while a stream is in a life that the rows were not held against yet, and for some time after it was first
 * seen: the rows that an earlier life took are to be published again. The end of that time is noted in the database, so that a
 * service that starts does not read through its rows for nothing.
 */
export type FollowLives = (
  pool: Pool,
  stream: StreamName,
  generation: string,
  look: () => Promise<void>,
) => Promise<void>

/** Follows the streams for rows of one kind, such as `outbox`. */
export function followLives(rows: string): FollowLives {
  const seen = new Map<StreamName, { generation: string; until: number }>()
  return async (pool, stream, generation, look) => {
    let life = seen.get(stream)
    if (life?.generation !== generation) {
      const isNoted = (await notedLife(pool, rows, stream)) === generation
      life = { generation, until: isNoted ? Number.NEGATIVE_INFINITY : performance.now() + LOOK_MS }
      seen.set(stream, life)
    }
    if (life.until === Number.NEGATIVE_INFINITY) return
    await look()
    if (performance.now() < life.until) return
    await noteLife(pool, rows, stream, generation)
    seen.set(stream, { generation, until: Number.NEGATIVE_INFINITY })
  }
}
