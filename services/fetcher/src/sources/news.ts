import { setTimeout as delay } from 'node:timers/promises'

/** Announcements of a source to the owner who waits in its folder. */
export interface News {
  /** Something has come: the present wait ends, or the next one at once. */
  announce(): void
  /** Ends the present wait without news, such as when the connection is lost. */
  interrupt(): void
  /** Returns true where something was announced since the last wait, false when it is stopped or the time is up. */
  wait(stopped: AbortSignal, timeoutMs: number): Promise<boolean>
}

export function createNews(): News {
  let isAnnounced = false
  let change = Promise.withResolvers<void>()
  const interrupt = () => change.resolve()
  return {
    announce() {
      isAnnounced = true
      change.resolve()
    },
    interrupt,
    async wait(stopped, timeoutMs) {
      const over = new AbortController()
      stopped.addEventListener('abort', interrupt, { once: true })
      if (!isAnnounced && !stopped.aborted)
        await Promise.race([change.promise, delay(timeoutMs, undefined, { signal: over.signal }).catch(() => {})])
      stopped.removeEventListener('abort', interrupt)
      over.abort()
      const answer = isAnnounced
      isAnnounced = false
      change = Promise.withResolvers<void>()
      return answer
    },
  }
}
