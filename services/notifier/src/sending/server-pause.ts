// The first failure may be a restart of the server; with a wrong password each later one is a refused login.
const FIRST_PAUSE_MS = 1_000
const LONGEST_PAUSE_MS = 60_000

/** The pause before an unreachable server is tried again, shared by all senders of a process. */
export interface ServerPause {
  failed(nowMs: number): void
  reached(): void
  leftMs(nowMs: number): number
}

/** Doubles with each failure in a row. Failures within a pause, of tries that were under way, count as one. */
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
