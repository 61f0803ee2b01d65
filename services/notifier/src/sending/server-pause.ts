// The first failure may be a restart of the server; later ones cost a wrong password a try each.
const FIRST_PAUSE_MS = 1_000
const LONGEST_PAUSE_MS = 60_000

/** How long a server that cannot be reached is left alone, by all who would connect to it. */
export interface ServerPause {
  failed(nowMs: number): void
  reached(): void
  leftMs(nowMs: number): number
}

/** Doubles with each failure in a row. Failures within a pause, of those that were under way, count as one. */
export function createServerPause(): ServerPause {
  let pauseMs = 0
  let until = 0
  return {
    failed(nowMs) {
      if (nowMs < until) return
      pauseMs = pauseMs === 0 ? FIRST_PAUSE_MS : Math.min(2 * pauseMs, LONGEST_PAUSE_MS)
      until = nowMs + pauseMs
    },
    reached() {
      pauseMs = 0
      until = 0
    },
    leftMs: (nowMs) => Math.max(until - nowMs, 0),
  }
}
