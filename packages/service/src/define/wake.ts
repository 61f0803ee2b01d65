import { setTimeout as delay } from 'node:timers/promises'

/** Tells an effect loop that there is work, so that it need not poll all the time. */
export interface Wake {
  wake(): void
  /** Returns when woken, also by a call since the last wait, or when the time has passed or the signal is aborted. */
  wait(ms: number, signal: AbortSignal): Promise<void>
}

/**
 * A wake is a hint within one process: it is lost with the process, and other replicas do not get it. So every loop
 * also polls from time to time.
 */
export function createWake(): Wake {
  let woken = Promise.withResolvers<void>()
  return {
    wake: () => woken.resolve(),
    async wait(ms, signal) {
      const over = new AbortController()
      const pause = delay(ms, undefined, { signal: AbortSignal.any([signal, over.signal]) }).catch(() => {})
      await Promise.race([woken.promise, pause])
      over.abort()
      woken = Promise.withResolvers<void>()
    },
  }
}
