import { setTimeout as pause } from 'node:timers/promises'

type Truthy<T> = Exclude<T, undefined | null | false | 0 | ''>

// A condition is often a call to a service or a query, and asking all the time slows down the work that is waited
// for.
const SHORTEST_PAUSE_MS = 10
const LONGEST_PAUSE_MS = 100
const PART_OF_THE_WAIT = 0.05

/**
 * Asks until the condition returns something truthy, and returns that: the longer it has waited, the less often it
 * asks, unless `everyMs` sets the interval. An error of the condition ends the wait. `what` completes the sentence
 * "waited 5000 ms for …".
 */
export async function waitUntil<T>(
  condition: () => T | Promise<T>,
  options: { readonly timeoutMs: number; readonly what: string; readonly everyMs?: number },
): Promise<Truthy<T>> {
  const begun = performance.now()
  const deadline = begun + options.timeoutMs
  for (;;) {
    const value = await condition()
    if (value) return value as Truthy<T>
    if (performance.now() >= deadline) throw new Error(`waited ${options.timeoutMs} ms for ${options.what}`)
    const part = PART_OF_THE_WAIT * (performance.now() - begun)
    await pause(options.everyMs ?? Math.min(LONGEST_PAUSE_MS, Math.max(SHORTEST_PAUSE_MS, part)))
  }
}
