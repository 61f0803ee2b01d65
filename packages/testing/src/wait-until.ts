import { setTimeout as pause } from 'node:timers/promises'

type Truthy<T> = Exclude<T, undefined | null | false | 0 | ''>

/**
 * Asks again and again until the condition gives something truthy, and returns that. An error of the condition ends the
 * wait. `what` completes the sentence "waited 5000 ms for …".
 */
export async function waitUntil<T>(
  condition: () => T | Promise<T>,
  options: { readonly timeoutMs: number; readonly what: string; readonly everyMs?: number },
): Promise<Truthy<T>> {
  const deadline = performance.now() + options.timeoutMs
  for (;;) {
    const value = await condition()
    if (value) return value as Truthy<T>
    if (performance.now() >= deadline) throw new Error(`waited ${options.timeoutMs} ms for ${options.what}`)
    await pause(options.everyMs ?? 25)
  }
}
