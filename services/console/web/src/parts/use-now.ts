import { useSyncExternalStore } from 'react'

// Somebody who is due turns overdue on the minute.
const TICK_MS = 15_000

let now = Date.now()
let timer: ReturnType<typeof setTimeout> | undefined
const listeners = new Set<() => void>()

function tick(): void {
  read()
  for (const listener of listeners) listener()
}

/** Reads the clock, and again when it has come to the next whole tick. */
function read(): void {
  now = Date.now()
  timer = setTimeout(tick, TICK_MS - (now % TICK_MS))
}

function listen(listener: () => void): () => void {
  // Nobody has looked for a while, so that the time may be an old one.
  if (listeners.size === 0) read()
  listeners.add(listener)
  return () => {
    listeners.delete(listener)
    if (listeners.size === 0) clearTimeout(timer)
  }
}

/** The time in milliseconds, told again every so often: one clock for all that is on the page. */
export const useNow = (): number => useSyncExternalStore(listen, () => now)
