// The first failure may be a restart of the server; with a wrong password each later one is a refused login.
const FIRST_PAUSE_MS = 1_000
const LONGEST_PAUSE_MS = 60_000

/** The outgoing mail server as the senders of a process know it: whether they leave it alone for a while, and a habit of it. */
export interface OutgoingServer {
  /** The host that has refused the null sender; empty until one has. */
  refusesNull: string
  failed(nowMs: number): void
  reached(): void
  leftMs(nowMs: number): number
}

/** Doubles with each failure in a row. Failures within a pause, of tries that were under way, count as one. */
export function createOutgoingServer(): OutgoingServer {
  let pauseMs = 0
  let until = 0
  return {
    refusesNull: '',
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
