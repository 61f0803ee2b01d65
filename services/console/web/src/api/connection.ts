import { useSyncExternalStore } from 'react'

/** Ways by which the page hears of the console; each is lost and found by itself. */
export type Way = 'calls' | 'board'

const lost = new Set<Way>()
/** When the first of those that are lost was, in milliseconds. */
let lostSince: number | undefined
const listeners = new Set<() => void>()

export function noteConnection(way: Way, isLost: boolean): void {
  if (lost.has(way) === isLost) return
  if (isLost) lost.add(way)
  else lost.delete(way)
  lostSince = lost.size === 0 ? undefined : (lostSince ?? Date.now())
  for (const listener of listeners) listener()
}

export const useConnectionLost = (): boolean => useLostSince() !== undefined

/** Since when the page has not heard of the console by one of its ways, in milliseconds; undefined while it does. */
export const useLostSince = (): number | undefined =>
  useSyncExternalStore(
    (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    () => lostSince,
  )
