import { setTimeout as delay } from 'node:timers/promises'
import type { Blobs } from '@tubepost/blobs'
import type { NatsConnection } from '@tubepost/bus'
import type { Pool } from '@tubepost/db'

const PROBE_PAUSE_MS = 250

/** Waits until all that the service works with answers, or until the service stops. */
export async function untilUp(
  { connection, pool, blobs }: { connection: NatsConnection; pool: Pool | undefined; blobs: Blobs | undefined },
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    await delay(PROBE_PAUSE_MS * (1 + Math.random()), undefined, { signal }).catch(() => {})
    try {
      await connection.rtt()
      await pool?.query('select 1')
      await blobs?.probe()
      return
    } catch {
      // No answer yet.
    }
  }
}
