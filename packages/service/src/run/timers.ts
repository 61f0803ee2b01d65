import { setTimeout as delay } from 'node:timers/promises'
import type { Runtime } from '../deliver/runtime.ts'
import type { Shutdown } from './shutdown.ts'

const RESTART_PAUSE_MS = 1_000

export type Every = (name: string, ms: number, run: () => Promise<void>) => void

/** Runs work at once and then at intervals; a failed run is logged and does not stop the next. */
export function createTimers(runtime: Runtime, onStop: Shutdown['onStop']): Every {
  return (name, ms, run) => {
    const repeat = async () => {
      while (!runtime.signal.aborted) {
        await run().catch((error: unknown) => {
          if (!runtime.signal.aborted) runtime.log.warn({ err: error, timer: name }, 'timer failed; it runs again')
        })
        await delay(ms, undefined, { signal: runtime.signal }).catch(() => {})
      }
    }
    const running = repeat()
    onStop(`timer ${name}`, () => running)
  }
}

/** Runs a loop until the service stops; it is restarted when it ends or throws. */
export async function keepRunning(runtime: Runtime, name: string, run: () => Promise<void>): Promise<void> {
  while (!runtime.signal.aborted) {
    try {
      await run()
    } catch (error) {
      if (runtime.signal.aborted) return
      runtime.metrics.restarts.inc({ what: name })
      runtime.log.warn({ err: error, loop: name }, 'loop interrupted; it begins again')
    }
    await delay(RESTART_PAUSE_MS, undefined, { signal: runtime.signal }).catch(() => {})
  }
}
