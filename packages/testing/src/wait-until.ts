import { setTimeout as pause } from 'node:timers/promises'

/**
 * Asks again and again until the condition gives something truthy, and returns that. An error of the condition ends the
 * wait. `what` completes the sentence "waited 5000 ms for …".
 */
export async function waitUntil<T>(
  condition: () => T | Promise<T>,
  options: { readonly timeoutMs: number; readonly what: string; readonly everyMs?: number },
): Promise<NonNullable<T>> {
  const deadline = performance.now() + options.timeoutMs
  for (;;) {
    const value = await condition()
    if (value !== undefined && value !== null && value !== false && value !== 0 && value !== '') return value
    if (performance.now() >= deadline) throw new Error(`waited ${options.timeoutMs} ms for ${options.what}`)
    await pause(options.everyMs ?? 25)
  }
}
