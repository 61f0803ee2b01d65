import { setTimeout as delay } from 'node:timers/promises'
import { isBusOutage } from '@tubepost/bus'
import { isDatabaseOutage } from '@tubepost/db'
import type { createLog } from '@tubepost/service'

const PAUSE_MS = 1_000
// A server that starts on a slow disk is given this long; an orchestrator starts the step again after that.
const GIVE_UP_MS = 120_000

/** The server answers, and an earlier step has not done its part yet. */
export class NotYet extends Error {}

/** Does the work as soon as the server answers; another failure is thrown at once. */
export async function untilAnswers(
  server: string,
  work: () => Promise<unknown>,
  log: ReturnType<typeof createLog>,
): Promise<void> {
  const giveUpAt = performance.now() + GIVE_UP_MS
  for (;;) {
    try {
      await work()
      return
    } catch (error) {
      const isOutage = isDatabaseOutage(error) || isBusOutage(error) || error instanceof NotYet
      if (!isOutage || performance.now() > giveUpAt) throw error
      log.info({ server, ...(error instanceof NotYet && { reason: error.message }) }, 'does not answer yet')
      await delay(PAUSE_MS)
    }
  }
}
